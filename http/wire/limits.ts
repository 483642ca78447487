// How much of a peer's octets ferry is willing to hold or to read in vain.

/** Upper bounds on what a peer may send, in octets or in pieces; made once and passed explicitly. */
export interface Limits {
  /** A request line or a status line, its line ending included (RFC 9112 §3 asks for 8000 at least). */
  readonly requestLineOctets: number;
  /** Start-line and header section together; a chunked body's trailer section too (nginx: 32 KiB). */
  readonly headOctets: number;
  /** Field lines in one section (Apache's LimitRequestFields: 100). */
  readonly fieldLines: number;
  /** Request content that is read and thrown away so that the connection can persist (Go: 256 KiB). */
  readonly discardedContentOctets: number;
  /** Ranges of one request; with more of them the Range field is ignored (RFC 9110 §14.2). */
  readonly ranges: number;
}

/** What ferry allows unless told otherwise. */
export const DEFAULT_LIMITS: Limits = {
  requestLineOctets: 8 * 1024,
  headOctets: 32 * 1024,
  fieldLines: 100,
  discardedContentOctets: 64 * 1024,
  ranges: 16,
};
