// Between the texts of URLs and the octets of the wire (RFC 3986 §2.1, RFC 9110 §5.5). Pure.

const utf8 = new TextEncoder();

/** The text behind percent-encoding. Never fails: what is not UTF-8 becomes U+FFFD, a lone `%` stays. */
export function decodePercent(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    const octets = run.slice(1).split("%").map((digits) => Number.parseInt(digits, 16));
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(octets));
  });
}

/** The UTF-8 octets of a text, one character an octet, as the head encoder wants them. */
export function utf8Text(text: string): string {
  return Array.from(utf8.encode(text), (octet) => String.fromCharCode(octet)).join("");
}
