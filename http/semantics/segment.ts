// One segment of a URI's path (RFC 3986 §3.3), from a name as a file system gives it. Only the
// unreserved characters stay as they are, so the result means the same name wherever it stands:
// in a path, a Location, an href, between quotes. Pure.

/**
 * Percent-encodes a name as one path segment: the UTF-8 octets of everything but the unreserved
 * characters (RFC 3986 §2.3). Never throws: a lone surrogate, which UTF-8 cannot write, becomes
 * U+FFFD. `.` and `..` are no names: a URI cannot hold them as segments in any spelling
 * (RFC 3986 §6.2.2.3), so the caller leaves them out.
 *
 * A reference that begins with a segment wants `./` before it, or a colon would make a scheme of
 * it (RFC 3986 §4.2); the colon is encoded here too, which is enough by itself.
 */
export function encodeSegment(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(LEFT_BY_ECMASCRIPT, percent);
}

/** Sub-delims of RFC 3986 §2.2 that encodeURIComponent, made for RFC 2396, leaves alone. */
const LEFT_BY_ECMASCRIPT = /[!'()*]/g;

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
