// Content-Length in every disguise. The content is a request.

import { type Case, first, ONE, REFUSED, SMUGGLED, TWO } from "./requests.ts";

const CL = "Content-Length";
const N = SMUGGLED.length;
const HEX = N.toString(16);

/** What a length of 64 bits would wrap to N. */
const WRAPPED_64 = String(2n ** 64n + BigInt(N));
/** The same with 32 bits. */
const WRAPPED_32 = String(2n ** 32n + BigInt(N));

// deno-fmt-ignore
const DISGUISES: readonly (readonly [name: string, lines: string, reading: string])[] = [
  ["as it should be", `${CL}: ${N}`, ONE],
  ["in small letters", `content-length: ${N}`, ONE],
  ["without a space", `${CL}:${N}`, ONE],
  ["amid white space", `${CL}: \t ${N} \t`, ONE],
  ["none", "X: y", TWO],
  ["zero", `${CL}: 0`, TWO],
  ["zeros", `${CL}: 0000`, TWO],
  ["nothing", `${CL}:`, REFUSED],
  ["a plus", `${CL}: +${N}`, REFUSED],
  ["a minus", `${CL}: -${N}`, REFUSED],
  ["minus zero", `${CL}: -0`, REFUSED],
  ["hexadecimal", `${CL}: 0x${HEX}`, REFUSED],
  ["hexadecimal without 0x", `${CL}: ${HEX}h`, REFUSED],
  ["octal", `${CL}: 0o44`, REFUSED],
  ["binary", `${CL}: 0b100100`, REFUSED],
  ["a leading zero", `${CL}: 0${N}`, ONE],
  ["thirty leading zeros", `${CL}: ${"0".repeat(30)}${N}`, ONE],
  ["a point", `${CL}: ${N}.0`, REFUSED],
  ["an exponent", `${CL}: ${N}e0`, REFUSED],
  ["an underscore inside", `${CL}: ${String(N)[0]}_${String(N)[1]}`, REFUSED],
  ["a space inside", `${CL}: ${String(N)[0]} ${String(N)[1]}`, REFUSED],
  ["two numbers", `${CL}: ${N} 0`, REFUSED],
  ["a list of equals", `${CL}: ${N}, ${N}`, REFUSED],
  ["a list of unequals", `${CL}: ${N}, 0`, REFUSED],
  ["a list that begins with zero", `${CL}: 0, ${N}`, REFUSED],
  ["a comma behind", `${CL}: ${N},`, REFUSED],
  ["a comma before", `${CL}: ,${N}`, REFUSED],
  ["a semicolon", `${CL}: ${N};`, REFUSED],
  ["a letter behind", `${CL}: ${N}x`, REFUSED],
  ["quoted", `${CL}: "${N}"`, REFUSED],
  ["in single quotes", `${CL}: '${N}'`, REFUSED],
  ["a VT before", `${CL}: \x0b${N}`, REFUSED],
  ["a FF behind", `${CL}: ${N}\x0c`, REFUSED],
  ["a NUL behind", `${CL}: ${N}\0`, REFUSED],
  ["a no-break space before", `${CL}: \xa0${N}`, REFUSED],
  ["a superscript digit", `${CL}: ${String(N)[0]}\xb2`, REFUSED],
  ["Arabic digits", `${CL}: \xd9\xa3\xd9\xa6`, REFUSED],
  ["NaN", `${CL}: NaN`, REFUSED],
  ["Infinity", `${CL}: Infinity`, REFUSED],
  ["over 2^32", `${CL}: ${WRAPPED_32}`, "first"],
  ["2^53 - 1", `${CL}: 9007199254740991`, "first"],
  ["2^53 + 1", `${CL}: 9007199254740993`, REFUSED],
  ["2^63", `${CL}: 9223372036854775808`, REFUSED],
  ["over 2^64", `${CL}: ${WRAPPED_64}`, REFUSED],
  ["a thousand nines", `${CL}: ${"9".repeat(1_000)}`, REFUSED],
  ["two lines, equal", `${CL}: ${N}\r\n${CL}: ${N}`, REFUSED],
  ["two lines, unequal", `${CL}: ${N}\r\n${CL}: 0`, REFUSED],
  ["two lines, first zero", `${CL}: 0\r\n${CL}: ${N}`, REFUSED],
  ["two lines, first nothing", `${CL}:\r\n${CL}: ${N}`, REFUSED],
  ["two lines, then nothing", `${CL}: ${N}\r\n${CL}:`, REFUSED],
  ["two lines in other letters", `${CL}: ${N}\r\ncontent-length: 0`, REFUSED],
  ["a space before the colon", `${CL} : ${N}`, REFUSED],
  ["a space before the name", ` ${CL}: ${N}`, REFUSED],
  ["an underscore in the name", `Content_Length: ${N}`, TWO],
  ["an underscore in the name of a second", `Content_Length: 0\r\n${CL}: ${N}`, ONE],
  ["a NUL in the name", `Content\0-Length: ${N}`, REFUSED],
  ["a second behind a lone LF", `${CL}: ${N}\n${CL}: 0`, REFUSED],
  ["a second behind a lone CR", `${CL}: ${N}\r${CL}: 0`, REFUSED],
  ["behind another's lone LF", `X: y\n${CL}: ${N}`, REFUSED],
  ["folded", `${CL}:\r\n ${N}`, REFUSED],
  ["folded between digits", `${CL}: ${String(N)[0]}\r\n ${String(N)[1]}`, REFUSED],
  ["a second, folded", `${CL}: ${N}\r\n ${CL}: 0`, REFUSED],
  ["named in Connection", `Connection: ${CL}\r\n${CL}: ${N}`, ONE],
  ["named in Connection, persistent", `Connection: keep-alive, ${CL}\r\n${CL}: ${N}`, ONE],
];

/** Methods with content, and what comes of them. */
// deno-fmt-ignore
const METHODS: readonly (readonly [method: string, reading: string])[] = [
  ["GET", ONE], ["HEAD", ONE], ["OPTIONS", ONE], ["DELETE", ONE], ["PUT", ONE], ["PATCH", ONE],
  ["TRACE", ONE], ["get", "refused marker"], ["FOO", "refused marker"],
];

/** Content-Length, with every method. */
export const LENGTHS: readonly Case[] = [
  ...DISGUISES.map((
    [name, lines, reading],
  ): Case => [name, first("POST", lines, SMUGGLED), reading]),
  ...METHODS.map(([method, reading]): Case => {
    return [`content of ${method}`, first(method, `${CL}: ${N}`, SMUGGLED), reading];
  }),
  ...METHODS.map(([method, reading]): Case => {
    const octets = first(
      method,
      "Transfer-Encoding: chunked",
      `${HEX}\r\n${SMUGGLED}\r\n0\r\n\r\n`,
    );
    return [`chunked content of ${method}`, octets, reading];
  }),
];
