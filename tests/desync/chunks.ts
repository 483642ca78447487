// Chunks that are none, each with a request behind or inside.

import { type Case, chunked, chunksOf, ONE, REFUSED, SMUGGLED, TWO } from "./requests.ts";

const END = "0\r\n\r\n";
const N = SMUGGLED.length;

/** A request to who takes the LF for an end of line, content to others. */
const SPILL = `${END}${SMUGGLED}`;
const SPILL_SIZE = SPILL.length.toString(16);

// deno-fmt-ignore
const BODIES: readonly (readonly [name: string, body: string, reading: string])[] = [
  ["one chunk, then a request", `5\r\nhello\r\n${END}${SMUGGLED}`, TWO],
  ["a request in a chunk", chunksOf(SMUGGLED), ONE],
  ["the end and a request in a chunk", chunksOf(SPILL), ONE],
  ["an extension", `5;a\r\nhello\r\n${END}${SMUGGLED}`, TWO],
  ["an extension with a value", `5;a=b\r\nhello\r\n${END}${SMUGGLED}`, TWO],
  ["an extension with a quoted value", `5;a="b;c"\r\nhello\r\n${END}${SMUGGLED}`, TWO],
  ["an extension with a quote that stays open", `5;a="\r\nhello\r\n${END}${SMUGGLED}`, TWO],
  ["a quoted line ending in an extension", `5;a="\r\n"\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["an empty extension", `5;\r\nhello\r\n${END}${SMUGGLED}`, TWO],
  ["white space in an extension", `5 ; a = b\r\nhello\r\n${END}${SMUGGLED}`, TWO],
  ["a NUL in an extension", `5;\0\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["a lone LF in an extension", `5;a\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["a lone CR in an extension", `5;a\rb\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["a lone LF in an extension, a size behind it", `5;\n${SPILL_SIZE}\r\n${SPILL}\r\n${END}`, REFUSED],
  ["a lone LF in the last one's extension", `0;\n\r\n${SMUGGLED}`, REFUSED],
  ["an extension of 40 KiB", `5;${"a".repeat(40_960)}\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["an extension of the last chunk", `5\r\nhello\r\n0;a=b\r\n\r\n${SMUGGLED}`, TWO],
  ["a space behind the size", `5 \r\nhello\r\n${END}${SMUGGLED}`, TWO],
  ["a tab behind the size", `5\t\r\nhello\r\n${END}${SMUGGLED}`, TWO],
  ["a space before the size", ` 5\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["a space and more digits", `5 0\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["0x", `0x5\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["0x as the last", `0x0\r\n\r\n${SMUGGLED}`, REFUSED],
  ["a plus", `+5\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["a minus", `-5\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["minus zero", `-0\r\n\r\n${SMUGGLED}`, REFUSED],
  ["a letter behind", `5h\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["an underscore", `0_5\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["a point", `5.0\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["a comma", `5,\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["a quoted size", `"5"\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["a leading zero", `05\r\nhello\r\n${END}${SMUGGLED}`, TWO],
  ["16 digits", `0000000000000005\r\nhello\r\n${END}${SMUGGLED}`, TWO],
  ["17 digits", `00000000000000005\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["a thousand zeros", `${"0".repeat(1_000)}5\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["over 2^64", `10000000000000005\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["over 2^32", `100000005\r\nhello\r\n${END}${SMUGGLED}`, ""],
  ["2^64 - 1", `ffffffffffffffff\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["2^63", `8000000000000000\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["no size", `\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["an extension and no size", `;a\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["fullwidth digits", `\xef\xbc\x95\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["a lone LF behind the size", `5\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["a lone CR behind the size", `5\rhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["CR CR LF behind the size", `5\r\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["LF CR behind the size", `5\n\rhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["a NUL behind the size", `5\0\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["a lone LF behind the content", `5\r\nhello\n${END}${SMUGGLED}`, REFUSED],
  ["a lone CR behind the content", `5\r\nhello\r${END}${SMUGGLED}`, REFUSED],
  ["nothing behind the content", `5\r\nhello${END}${SMUGGLED}`, REFUSED],
  ["two other octets behind the content", `5\r\nhelloXX${END}${SMUGGLED}`, REFUSED],
  ["content longer than its size", `5\r\nhello world\r\n${END}${SMUGGLED}`, REFUSED],
  ["content shorter than its size", `7\r\nhello\r\n${END}${SMUGGLED}`, REFUSED],
  ["two line endings behind the content", `5\r\nhello\r\n\r\n${END}${SMUGGLED}`, REFUSED],
  ["many zeros as the last", `5\r\nhello\r\n0000\r\n\r\n${SMUGGLED}`, TWO],
  ["a lone LF behind the last size", `5\r\nhello\r\n0\n\r\n${SMUGGLED}`, REFUSED],
  ["a lone LF for the last line", `5\r\nhello\r\n0\r\n\n${SMUGGLED}`, REFUSED],
  ["two lone LFs at the end", `5\r\nhello\r\n0\n\n${SMUGGLED}`, REFUSED],
  ["no empty line at the end", `5\r\nhello\r\n0\r\n${SMUGGLED}`, REFUSED],
  ["a CR for the last line", `5\r\nhello\r\n0\r\n\r${SMUGGLED}`, REFUSED],
  ["other octets for the last line", `5\r\nhello\r\n0\r\nXX${SMUGGLED}`, REFUSED],
  ["a thousand chunks of one octet", `${"1\r\nx\r\n".repeat(1_000)}${END}${SMUGGLED}`, TWO],
  ["a trailer", `0\r\nX: y\r\n\r\n${SMUGGLED}`, TWO],
  ["Content-Length in the trailer", `0\r\nContent-Length: ${N}\r\n\r\n${SMUGGLED}`, TWO],
  ["Transfer-Encoding in the trailer", `0\r\nTransfer-Encoding: chunked\r\n\r\n${SMUGGLED}`, TWO],
  ["Host in the trailer", `0\r\nHost: y\r\n\r\n${SMUGGLED}`, TWO],
  ["Connection in the trailer", `0\r\nConnection: close\r\n\r\n${SMUGGLED}`, TWO],
  ["a lone LF in the trailer", `0\r\nX: y\n\r\n${SMUGGLED}`, REFUSED],
  ["a lone LF and a request in the trailer", `0\r\nX: y\n\n${SMUGGLED}\r\n`, REFUSED],
  ["a lone CR in the trailer", `0\r\nX: y\rZ: z\r\n\r\n${SMUGGLED}`, REFUSED],
  ["a fold in the trailer", `0\r\nX: y\r\n z\r\n\r\n${SMUGGLED}`, REFUSED],
  ["no colon in the trailer", `0\r\nX\r\n\r\n${SMUGGLED}`, REFUSED],
  ["a space before the colon in the trailer", `0\r\nX : y\r\n\r\n${SMUGGLED}`, REFUSED],
  ["a NUL in the trailer", `0\r\nX: \0\r\n\r\n${SMUGGLED}`, REFUSED],
  ["a trailer of 40 KiB", `0\r\nX: ${"a".repeat(40_960)}\r\n\r\n${SMUGGLED}`, REFUSED],
  ["a trailer of 101 lines", `0\r\n${"X: y\r\n".repeat(101)}\r\n${SMUGGLED}`, REFUSED],
];

/** Chunked content. */
export const CHUNKS: readonly Case[] = BODIES
  .map(([name, body, reading]): Case => [name, chunked(body), reading]);
