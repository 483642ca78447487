// What can end a download besides the wire and the transport.

import { FerryError } from "../http/wire/errors.ts";

/** The text is no URL. */
export class UrlError extends FerryError {
  override readonly name = "UrlError";
}

/** A URL whose scheme is neither http nor https: the user's own, or where a redirect leads. */
export class SchemeError extends FerryError {
  override readonly name = "SchemeError";
}

/** One redirect more than allowed. */
export class RedirectError extends FerryError {
  override readonly name = "RedirectError";

  /** @param redirects how many were followed */
  constructor(readonly redirects: number) {
    super(`more than ${redirects} redirects`);
  }
}

/**
 * The connection ended before the first octet of an answer. `cause` is the TransportError when it
 * failed, and nothing when the server closed it.
 */
export class UnansweredError extends FerryError {
  override readonly name = "UnansweredError";
}

/** The destination cannot be written. `cause` is what the system said. */
export class OutputError extends FerryError {
  override readonly name = "OutputError";
}

/** The whole of a download took longer than allowed. */
export class OvertimeError extends FerryError {
  override readonly name = "OvertimeError";

  /** @param totalMs what was allowed, in milliseconds */
  constructor(readonly totalMs: number) {
    super(`not done within ${totalMs} ms`);
  }
}

/** Whoever asked for the download asked to end it; `cause` is the reason given. */
export class InterruptedError extends FerryError {
  override readonly name = "InterruptedError";
}
