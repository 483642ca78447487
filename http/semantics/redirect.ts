// Redirects, as a client follows them (RFC 9110 §15.4).
//
// Contract: only http and https, a fragment is carried on when the new target has none (§10.2.2), and
// what the user set for one origin is not for another (§15.4: Authorization, Cookie and the like).

/** Whether a status with Location sends a GET or HEAD elsewhere. 300 and 304 to 306 do not. */
export function isRedirect(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/**
 * The URI that Location leads to, resolved against the URI it came from (RFC 9110 §10.2.2), or
 * undefined when it is none of http or https. Octets that no URI holds are percent-encoded.
 *
 * @param location as it came, one character an octet
 */
export function redirectTarget(from: URL, location: string): URL | undefined {
  const target = URL.parse(location.replace(/[\x80-\xff]/g, percent), from);
  if (target?.protocol !== "http:" && target?.protocol !== "https:") return undefined;
  if (target.hash === "") target.hash = from.hash;
  return target;
}

/** Whether two URIs have one origin: scheme, host and port (RFC 9110 §4.3.1). */
export function isSameOrigin(one: URL, other: URL): boolean {
  return one.protocol === other.protocol && one.host === other.host;
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
