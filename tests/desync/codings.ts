// Transfer-Encoding in every disguise, each alone, beside a length that says more, and beside one that
// says less.

import { type Case, chunksOf, first, ONE, REFUSED, SMUGGLED, TWO } from "./requests.ts";

/** How ferry takes the field: as chunked, as a fault, or as another field that means nothing. */
type Meaning = "chunked" | "fault" | "nothing";

const TE = "Transfer-Encoding";

// deno-fmt-ignore
const DISGUISES: readonly (readonly [name: string, lines: string, meaning: Meaning])[] = [
  ["as it should be", `${TE}: chunked`, "chunked"],
  ["in capitals", "TRANSFER-ENCODING: CHUNKED", "chunked"],
  ["in small letters", "transfer-encoding: chunked", "chunked"],
  ["in mixed letters", "tRaNsFeR-eNcOdInG: cHuNkEd", "chunked"],
  ["without a space", `${TE}:chunked`, "chunked"],
  ["behind a tab", `${TE}:\tchunked`, "chunked"],
  ["amid spaces and tabs", `${TE}: \t chunked \t `, "chunked"],
  ["a space before the colon", `${TE} : chunked`, "fault"],
  ["a tab before the colon", `${TE}\t: chunked`, "fault"],
  ["a space before the name", ` ${TE}: chunked`, "fault"],
  ["a tab before the name", `\t${TE}: chunked`, "fault"],
  ["a space in the name", "Transfer Encoding: chunked", "fault"],
  ["an underscore in the name", "Transfer_Encoding: chunked", "nothing"],
  ["a dot in the name", "Transfer.Encoding: chunked", "nothing"],
  ["a NUL behind the name", `${TE}\0: chunked`, "fault"],
  ["a VT before the name", `\x0b${TE}: chunked`, "fault"],
  ["a long s in the name", "Tran\xc5\xbffer-Encoding: chunked", "fault"],
  ["a line ending behind the name", `${TE}\r\n: chunked`, "fault"],
  ["a colon before the name", `:${TE}: chunked`, "fault"],
  ["two colons", `${TE}:: chunked`, "fault"],
  ["another field's value", `X: ${TE}: chunked`, "nothing"],
  ["Content-Encoding", "Content-Encoding: chunked", "nothing"],
  ["TE", "TE: chunked", "nothing"],
  ["a suffix to the name", `${TE}-X: chunked`, "nothing"],
  ["a prefix to the name", `X-${TE}: chunked`, "nothing"],
  ["folded", `${TE}:\r\n chunked`, "fault"],
  ["folded with a tab", `${TE}:\r\n\tchunked`, "fault"],
  ["folded in the word", `${TE}: chun\r\n ked`, "fault"],
  ["a fold behind it", `${TE}: chunked\r\n x`, "fault"],
  ["an empty fold behind it", `${TE}: chunked\r\n `, "fault"],
  ["behind a lone LF", `X: y\n${TE}: chunked`, "fault"],
  ["behind a lone CR", `X: y\r${TE}: chunked`, "fault"],
  ["behind CR CR LF", `X: y\r\r\n${TE}: chunked`, "fault"],
  ["ended by a lone LF", `${TE}: chunked\nX: y`, "fault"],
  ["behind an empty value", `X:\r\n${TE}: chunked`, "chunked"],
  ["a letter before", `${TE}: xchunked`, "fault"],
  ["a letter behind", `${TE}: chunkedx`, "fault"],
  ["cut short", `${TE}: chunke`, "fault"],
  ["a space inside", `${TE}: chun ked`, "fault"],
  ["quoted", `${TE}: "chunked"`, "fault"],
  ["in single quotes", `${TE}: 'chunked'`, "fault"],
  ["a VT before", `${TE}: \x0bchunked`, "fault"],
  ["a FF before", `${TE}: \x0cchunked`, "fault"],
  ["a VT behind", `${TE}: chunked\x0b`, "fault"],
  ["a NUL before", `${TE}: \0chunked`, "fault"],
  ["a NUL behind", `${TE}: chunked\0`, "fault"],
  ["a DEL behind", `${TE}: chunked\x7f`, "fault"],
  ["a CR behind", `${TE}: chunked\rx`, "fault"],
  ["a no-break space before", `${TE}: \xa0chunked`, "fault"],
  ["a next-line control before", `${TE}: \x85chunked`, "fault"],
  ["the Kelvin sign for k", `${TE}: chun\xe2\x84\xaaed`, "fault"],
  ["chunked, identity", `${TE}: chunked, identity`, "fault"],
  ["identity, chunked", `${TE}: identity, chunked`, "fault"],
  ["identity", `${TE}: identity`, "fault"],
  ["gzip, chunked", `${TE}: gzip, chunked`, "fault"],
  ["chunked, gzip", `${TE}: chunked, gzip`, "fault"],
  ["gzip", `${TE}: gzip`, "fault"],
  ["chunked, chunked", `${TE}: chunked, chunked`, "fault"],
  ["a comma behind", `${TE}: chunked,`, "chunked"],
  ["a comma before", `${TE}: ,chunked`, "chunked"],
  ["a comma alone", `${TE}: ,`, "fault"],
  ["nothing", `${TE}:`, "fault"],
  ["a parameter", `${TE}: chunked;q=1`, "fault"],
  ["a semicolon", `${TE}: chunked;`, "fault"],
  ["unknown, chunked", `${TE}: cow, chunked`, "fault"],
  ["unknown", `${TE}: cow`, "fault"],
  ["two lines, both chunked", `${TE}: chunked\r\n${TE}: chunked`, "fault"],
  ["two lines, then identity", `${TE}: chunked\r\n${TE}: identity`, "fault"],
  ["two lines, first identity", `${TE}: identity\r\n${TE}: chunked`, "fault"],
  ["two lines, then nothing", `${TE}: chunked\r\n${TE}:`, "chunked"],
  ["two lines, first nothing", `${TE}:\r\n${TE}: chunked`, "chunked"],
  ["two lines, then unknown", `${TE}: chunked\r\n${TE}: cow`, "fault"],
];

/** The last chunk, then what a reader of lengths takes for content. */
const HIDDEN_BEHIND = `0\r\n\r\n${SMUGGLED}`;

/** A chunk whose content is a request to a reader of lengths; that one swallows the last chunk. */
const HIDDEN_INSIDE = chunksOf(
  "GET /smuggled HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\n\r\n",
);
const INSIDE_FROM = HIDDEN_INSIDE.indexOf("GET");

function casesOf(name: string, lines: string, meaning: Meaning): Case[] {
  const long = `Content-Length: ${HIDDEN_BEHIND.length}`;
  const short = `Content-Length: ${INSIDE_FROM}`;
  const reading = (chunkedReading: string, lengthReading: string): string =>
    meaning === "fault" ? REFUSED : meaning === "chunked" ? chunkedReading : lengthReading;
  return [
    [`${name}; no length`, first("POST", lines, HIDDEN_BEHIND), reading(TWO, "first refused")],
    [
      `${name}; a length of all`,
      first("POST", `${long}\r\n${lines}`, HIDDEN_BEHIND),
      reading(REFUSED, ONE),
    ],
    [
      `${name}; a length of less`,
      first("POST", `${lines}\r\n${short}`, HIDDEN_INSIDE),
      reading(REFUSED, TWO),
    ],
  ];
}

/** Transfer-Encoding, in three places each. */
export const CODINGS: readonly Case[] = DISGUISES.flatMap((each) => casesOf(...each));
