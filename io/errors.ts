// What can go wrong with a transport, told on two axes: when (the phase) and what (the cause).

import { FerryError } from "../http/wire/errors.ts";

/** What was being done on the connection. */
export type Phase = "resolve" | "connect" | "tls" | "read" | "write";

/** The transport failed: no name, no connection, reset. `cause` is what the system said. */
export class TransportError extends FerryError {
  /** Its kind. */
  override readonly name: string = "TransportError";

  /** Tells what failed, and when. @param phase what was being done */
  constructor(message: string, readonly phase: Phase, options?: ErrorOptions) {
    super(message, options);
  }
}

/** Nothing happened for too long. */
export class TimeoutError extends TransportError {
  /** Its kind. */
  override readonly name = "TimeoutError";

  /** Tells what was waited for. @param afterMs how long it was waited, in milliseconds */
  constructor(phase: Phase, readonly afterMs: number) {
    super(`nothing to ${phase} within ${afterMs} ms`, phase);
  }
}

/**
 * What is wrong with a certificate: nobody who is trusted has signed it (`issuer`), it is for other hosts
 * (`name`), it has expired or is not valid yet (`time`), it is for signing others and not for a server
 * (`authority`), or something else.
 */
export type CertificateFlaw = "issuer" | "name" | "time" | "authority" | "other";

/** The peer of a TLS connection could not prove to be the host that was asked for. */
export class CertificateError extends TransportError {
  /** Its kind. */
  override readonly name = "CertificateError";

  /** Tells what was wrong with its certificate. */
  constructor(message: string, readonly flaw: CertificateFlaw, options?: ErrorOptions) {
    super(message, "tls", options);
  }
}

/**
 * Calls a cleanup that may find its work done already: a connection or file that the peer, a deadline
 * or the stop has closed.
 */
export function quietly(cleanup: () => void): void {
  try {
    cleanup();
  } catch {
    // closed already: nothing is left to release
  }
}

/** What the system says of an error, without its number. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/ \(os error \d+\)$/, "");
}
