// The root of ferry's own errors, and the two that the wire can raise.
//
// Contract: a message is one sentence without a final period, `cause` is kept, and nothing is thrown
// for an answer that was to be expected (absent, not modified, refused): those are values.

/** Whatever ferry itself raises. Anything else that is thrown is a defect. */
export class FerryError extends Error {
  /** Its kind. */
  override readonly name: string = "FerryError";
}

/** The peer broke a rule of HTTP. Ends the exchange and the connection. */
export class ProtocolError extends FerryError {
  /** Its kind. */
  override readonly name = "ProtocolError";

  /**
   * Tells of one rule.
   *
   * @param message what was wrong, in one sentence, for the log and for the user of the client
   * @param status the status code a server answers with (400 to 599)
   * @param section the rule, such as `RFC 9112 §5.1`
   */
  constructor(message: string, readonly status: number, readonly section: string) {
    super(message);
  }
}

/** The stream ended before the framing did (RFC 9112 §8). */
export class TruncatedError extends FerryError {
  /** Its kind. */
  override readonly name = "TruncatedError";
}
