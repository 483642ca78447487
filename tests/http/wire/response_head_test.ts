import { assertEquals } from "@std/assert";
import { DEFAULT_LIMITS } from "../../../http/wire/limits.ts";
import { octetsOf } from "../../../http/wire/octets.ts";
import { type ResponseHead, ResponseHeadDecoder } from "../../../http/wire/response_head.ts";
import { decodeHead, type Fault, type Snapshot, snapshot } from "../../support/cuts.ts";

const decoder = () => new ResponseHeadDecoder(DEFAULT_LIMITS);
const OK = "HTTP/1.1 200 OK\r\n";

/** Rule, octets of the head, `version status reason` and the field lines. */
const HEADS: readonly (readonly [string, string, string, ...string[]])[] = [
  ["the plainest head", `${OK}\r\n`, "HTTP/1.1 200 OK"],
  ["fields", `${OK}A: b\r\nC:d\r\n\r\n`, "HTTP/1.1 200 OK", "A=b", "C=d"],
  ["version 1.0", "HTTP/1.0 404 Not Found\r\n\r\n", "HTTP/1.0 404 Not Found"],
  ["a higher minor version as 1.1", "HTTP/1.7 200 OK\r\n\r\n", "HTTP/1.1 200 OK"],
  ["no reason", "HTTP/1.1 200 \r\n\r\n", "HTTP/1.1 200 "],
  ["neither a reason nor its space", "HTTP/1.1 200\r\n\r\n", "HTTP/1.1 200 "],
  ["a reason of several words", "HTTP/1.1 200 a  b \r\n\r\n", "HTTP/1.1 200 a  b "],
  [
    "a reason with controls and obs-text",
    "HTTP/1.1 200 \x1b[1m\xe9\t\r\n\r\n",
    "HTTP/1.1 200 \x1b[1m\xe9\t",
  ],
  ["the lowest status", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue"],
  ["the highest status", "HTTP/1.1 599 x\r\n\r\n", "HTTP/1.1 599 x"],
  ["a status of no class (§15)", "HTTP/1.1 999 Denied\r\n\r\n", "HTTP/1.1 999 Denied"],
  ["an empty line before", `\r\n${OK}\r\n`, "HTTP/1.1 200 OK"],
  ["a lone LF before", `\n${OK}\r\n`, "HTTP/1.1 200 OK"],
  ["lone LF throughout, as the lab's server", "HTTP/1.1 200 OK\n\n", "HTTP/1.1 200 OK"],
  [
    "lone LF here and CRLF there",
    "HTTP/1.1 200 OK\nA: b\r\nC: d\n\r\n",
    "HTTP/1.1 200 OK",
    "A=b",
    "C=d",
  ],
  ["LF in the empty line", `${OK}A: b\r\n\n`, "HTTP/1.1 200 OK", "A=b"],
  ["controls in a value", `${OK}A: b\x01\x1b\x7fc\r\n\r\n`, "HTTP/1.1 200 OK", "A=b\x01\x1b\x7fc"],
  ["white space around a value", `${OK}A: \t b\t \r\n\r\n`, "HTTP/1.1 200 OK", "A=b"],
  ["obs-fold", `${OK}A: b\r\n c\r\nD: e\r\n\r\n`, "HTTP/1.1 200 OK", "A=b   c", "D=e"],
  ["obs-fold with tabs", `${OK}A: b\t\r\n\t\tc\r\n\r\n`, "HTTP/1.1 200 OK", "A=b\t   \tc"],
  ["obs-fold with LF", `${OK}A: b\n c\n\n`, "HTTP/1.1 200 OK", "A=b  c"],
  ["obs-fold upon obs-fold", `${OK}A: b\r\n c\r\n d\r\n\r\n`, "HTTP/1.1 200 OK", "A=b   c   d"],
  ["obs-fold before the value", `${OK}A:\r\n b\r\n\r\n`, "HTTP/1.1 200 OK", "A=b"],
  ["obs-fold with nothing behind", `${OK}A: b\r\n \r\n\r\n`, "HTTP/1.1 200 OK", "A=b"],
];

/** Rule, octets. */
const FAULTS: readonly (readonly [string, string])[] = [
  ["HTTP/0.9", "<html>\r\n\r\n"],
  ["version 0.9, written out", "HTTP/0.9 200 OK\r\n\r\n"],
  ["version 2.0", "HTTP/2.0 200 OK\r\n\r\n"],
  ["a version without minor number", "HTTP/2 200\r\n\r\n"],
  ["a version in small letters", "http/1.1 200 OK\r\n\r\n"],
  ["another protocol", "ICY 200 OK\r\n\r\n"],
  ["another protocol of the same length", "RTSP/1.0 200 OK\r\n\r\n"],
  ["an SSH banner", "SSH-2.0-OpenSSH_9.6\r\n"],
  ["a version alone", "HTTP/1.1\r\n\r\n"],
  ["a version and a space", "HTTP/1.1 \r\n\r\n"],
  ["a space before the version", " HTTP/1.1 200 OK\r\n\r\n"],
  ["two spaces before the status", "HTTP/1.1  200 OK\r\n\r\n"],
  ["a tab before the status", "HTTP/1.1\t200 OK\r\n\r\n"],
  ["a tab behind the status", "HTTP/1.1 200\tOK\r\n\r\n"],
  ["a status of two digits", "HTTP/1.1 20\r\n\r\n"],
  ["a status of two digits and a reason", "HTTP/1.1 20 OK\r\n\r\n"],
  ["a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n"],
  ["a status below 100", "HTTP/1.1 099 OK\r\n\r\n"],
  ["a status with a sign", "HTTP/1.1 +20 OK\r\n\r\n"],
  ["a status in hexadecimal", "HTTP/1.1 0xC OK\r\n\r\n"],
  ["a status that runs into its reason", "HTTP/1.1 200OK\r\n\r\n"],
  ["a NUL in the reason", "HTTP/1.1 200 O\0K\r\n\r\n"],
  ["a CR in the reason", "HTTP/1.1 200 O\rK\r\n\r\n"],
  ["a CR in a value", `${OK}A: b\rC: d\r\n\r\n`],
  ["a NUL in a value", `${OK}A: b\0\r\n\r\n`],
  ["a space before the colon", `${OK}A : b\r\n\r\n`],
  ["a name without a colon", `${OK}A\r\n\r\n`],
  ["an empty name", `${OK}: b\r\n\r\n`],
  ["a fold inside a name", `${OK}A\r\n : b\r\n\r\n`],
  ["white space before the first field line", `${OK} A: b\r\n\r\n`],
];

for (const [rule, text, line, ...fields] of HEADS) {
  Deno.test(`ResponseHeadDecoder reads a head when it has ${rule}`, () => {
    const head = decodeHead(decoder, text) as Snapshot<ResponseHead>;
    const read = `${head.version} ${head.status} ${head.reason}`;
    assertEquals([read, ...head.fields.map((field) => field.join("="))], [line, ...fields]);
    assertEquals(head.octetCount, text.length);
  });

  Deno.test(`ResponseHeadDecoder leaves the content alone when it has ${rule}`, () => {
    const whole = decodeHead(decoder, text);
    for (const content of ["\r\n", " x\r\n", "HTTP/1.1 200 OK\r\n", "\0\n\r"]) {
      assertEquals(decodeHead(decoder, text + content), whole);
    }
  });

  Deno.test(`ResponseHeadDecoder wants more when the last octet is missing of ${rule}`, () => {
    assertEquals(decodeHead(decoder, text.slice(0, -1)), undefined);
  });
}

for (const [rule, text] of FAULTS) {
  Deno.test(`ResponseHeadDecoder refuses a head when there is ${rule}`, () => {
    const { status } = decodeHead(decoder, text) as Fault;
    assertEquals(status === 400 || status === 502, true, `${status}`);
  });
}

Deno.test("ResponseHeadDecoder.reset() makes ready for the next head when 100 came before", () => {
  const texts = ["HTTP/1.1 100 Continue\r\nA: b\r\n\r\n", "HTTP/1.0 204 None\nC: d\n\n"];
  const octets = octetsOf(texts.join(""));
  const reused = decoder();
  const interim = reused.decode(octets, 0, octets.length)!;
  reused.reset();
  const final = reused.decode(octets, interim.octetCount, octets.length)!;
  assertEquals(snapshot(final), decodeHead(decoder, texts[1]!) as Snapshot<ResponseHead>);
});
