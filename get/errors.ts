// What can end a download besides the wire and the transport.

import { FerryError } from "../http/wire/errors.ts";

/** The text is no URL. */
export class UrlError extends FerryError {
  /** Its kind. */
  override readonly name = "UrlError";
}

/** A URL whose scheme is neither http nor https: the user's own, or where a redirect leads. */
export class SchemeError extends FerryError {
  /** Its kind. */
  override readonly name = "SchemeError";
}

/** One redirect more than allowed. */
export class RedirectError extends FerryError {
  /** Its kind. */
  override readonly name = "RedirectError";

  /** Tells the limit. @param redirects how many were followed */
  constructor(readonly redirects: number) {
    super(`more than ${redirects} redirects`);
  }
}

/**
 * The connection ended before the first octet of an answer. `cause` is the TransportError when it
 * failed, and nothing when the server closed it.
 */
export class UnansweredError extends FerryError {
  /** Its kind. */
  override readonly name = "UnansweredError";
}

/** The destination cannot be written. `cause` is what the system said. */
export class OutputError extends FerryError {
  /** Its kind. */
  override readonly name = "OutputError";
}

/** The answer holds another range of the representation than the one asked for (RFC 9110 §15.3.7). */
export class RangeMismatchError extends FerryError {
  /** Its kind. */
  override readonly name = "RangeMismatchError";
}

/** What was asked for changed again and again while it was fetched. */
export class ChangedError extends FerryError {
  /** Its kind. */
  override readonly name = "ChangedError";
}

/** What has come is not what was sent: its digest is another one (RFC 9530, or the user's own). */
export class DigestError extends FerryError {
  /** Its kind. */
  override readonly name = "DigestError";

  /** Tells both digests. @param expected in lower-case hexadecimal, like `actual` */
  constructor(readonly expected: string, readonly actual: string) {
    super(`SHA-256 is ${actual}, but should be ${expected}`);
  }
}

/** The content has a coding that ferry does not know, did not ask for, or that is corrupt. */
export class ContentCodingError extends FerryError {
  /** Its kind. */
  override readonly name = "ContentCodingError";
}

/** The content is larger than allowed. */
export class TooLargeError extends FerryError {
  /** Its kind. */
  override readonly name = "TooLargeError";

  /** Tells the limit. @param maxOctets what was allowed */
  constructor(readonly maxOctets: number) {
    super(`larger than ${maxOctets} octets`);
  }
}

/** The whole of a download took longer than allowed. */
export class OvertimeError extends FerryError {
  /** Its kind. */
  override readonly name = "OvertimeError";

  /** Tells the limit. @param totalMs what was allowed, in milliseconds */
  constructor(readonly totalMs: number) {
    super(`not done within ${totalMs} ms`);
  }
}

/** Whoever asked for the download asked to end it; `cause` is the reason given. */
export class InterruptedError extends FerryError {
  /** Its kind. */
  override readonly name = "InterruptedError";
}

/** A folder's listing is none, cannot be followed, or names what must not be fetched. */
export class ListingError extends FerryError {
  /** Its kind. */
  override readonly name = "ListingError";
}
