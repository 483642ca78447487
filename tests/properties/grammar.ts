// The grammar of heads and chunked bodies a second time, as expressions: what a decoder has to accept,
// told by other means than its own. One character an octet.

const OCTETS = "[\\t\\x20-\\x7e\\x80-\\xff]*";
const LENIENT = "[^\\r\\n\\0]*";
const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
const TARGET = "[\\x21-\\x7e\\x80-\\xff]+";
const CRLF_HEAD = new RegExp(
  `^(?:\\r?\\n)*${TOKEN} ${TARGET} HTTP/1\\.[0-9]\\r\\n(?:${TOKEN}:${OCTETS}\\r\\n)*\\r\\n`,
);
const LF_HEAD = new RegExp(CRLF_HEAD.source.replaceAll("\\r\\n", "\\n"));
const SIMPLE = new RegExp(`^(?:\\r?\\n)*GET ${TARGET}\\r?\\n`);
const FRAMED = /\n(?:content-length|transfer-encoding):/i;
const RESPONSE = new RegExp(
  `^(?:\\r?\\n)*HTTP/1\\.[0-9] [1-9][0-9]{2}(?: ${LENIENT})?\\r?\\n` +
    `(?:${TOKEN}:${LENIENT}\\r?\\n(?:[ \\t]${LENIENT}\\r?\\n)*)*\\r?\\n`,
);
const CHUNK_LINE = new RegExp(`^0{0,2}([0-9A-Fa-f]{1,13})([ \\t]*(?:;${OCTETS})?)\\r\\n`);
const TRAILERS = new RegExp(`^(?:${TOKEN}:${OCTETS}\\r\\n)*\\r\\n`);

/** A chunked body as the grammar has it, in octets. */
export interface ChunkedText {
  readonly content: string;
  readonly consumed: number;
  /** All extensions together, but for the octet that begins each. */
  readonly extensionOctets: number;
  /** The trailer section, the empty line included. */
  readonly trailer: string;
}

/** How long the request head is that the text begins with, or undefined when there is none. */
export function requestHeadLength(text: string): number | undefined {
  const lf = LF_HEAD.exec(text)?.[0];
  if (lf !== undefined) return FRAMED.test(lf) ? undefined : lf.length;
  return (CRLF_HEAD.exec(text) ?? SIMPLE.exec(text))?.[0].length;
}

/** The same for a response. */
export function responseHeadLength(text: string): number | undefined {
  return RESPONSE.exec(text)?.[0].length;
}

/** An extension without the white space or semicolon that begins it, which no decoder has to count. */
function opened(extension: string): string {
  return extension.replace(/^[ \t]?/, "").replace(";", "");
}

/** The chunked body that the text begins with, or undefined when it is not whole. */
export function readChunked(text: string): ChunkedText | undefined {
  let content = "";
  let extensionOctets = 0;
  for (let at = 0;;) {
    const [line, digits, extension = ""] = CHUNK_LINE.exec(text.slice(at)) ?? [];
    if (line === undefined || digits === undefined) return undefined;
    at += line.length;
    extensionOctets += opened(extension).length;
    const size = Number.parseInt(digits, 16);
    if (size === 0) {
      const trailer = TRAILERS.exec(text.slice(at))?.[0];
      if (trailer === undefined) return undefined;
      return { content, consumed: at + trailer.length, extensionOctets, trailer };
    }
    content += text.slice(at, at + size);
    at += size + 2;
    if (text.slice(at - 2, at) !== "\r\n") return undefined;
  }
}
