// Bodies: framing says what the rules of RFC 9112 §6.3 say, chunked accepts what the grammar accepts,
// and messages written one behind the other are read as the same messages, however they are cut.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { bodyDecoder } from "../../http/wire/body_decoder.ts";
import { encodeChunk, encodeLastChunk } from "../../http/wire/chunk_encoder.ts";
import { ChunkedDecoder } from "../../http/wire/chunked.ts";
import { encodeFields, encodeRequestHead, type FieldLine } from "../../http/wire/encoder.ts";
import { ProtocolError } from "../../http/wire/errors.ts";
import { type Framing, requestFraming, responseFraming } from "../../http/wire/framing.ts";
import { DEFAULT_LIMITS, type Limits } from "../../http/wire/limits.ts";
import { concat, octetsOf, textOf } from "../../http/wire/octets.ts";
import { parseExpectation, wantsPersistence } from "../../http/wire/persistence.ts";
import { RequestHeadDecoder } from "../../http/wire/request_head.ts";
import { type Body, decodeBody, type Fault } from "../support/cuts.ts";
import { fieldsOf } from "../support/fields.ts";
import { type ChunkedText, readChunked } from "./grammar.ts";
import { waysOf } from "./heads.ts";
import { nearly, noise, pieces } from "./odd.ts";
import { outcome, type Property, property } from "./property.ts";

const SMALL: Limits = { ...DEFAULT_LIMITS, headOctets: 8 };
const VERSIONS = ["HTTP/1.1", "HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/0.9"] as const;
const EXTENSIONS = ["", "", "", "", ";a", ';a="b;c"', " ; d \t", " ", ";"];
const TRAILERS = ["", "", "A: b\r\n", "C:\r\nd: e\r\n", "Content-Length: 5\r\n"];
const MAX_DIGITS = String(Number.MAX_SAFE_INTEGER);

const places = fc.array(fc.nat(255), { maxLength: 5 });
const content = fc.string({ unit: fc.constantFrom(..."ab\r\n0;\0\xff"), maxLength: 20 });
const chunk = fc.tuple(content, fc.constantFrom(...EXTENSIONS), fc.constantFrom("", "", "0", "00"))
  .map(([data, extension, zeros]) => {
    if (data === "") return "";
    return `${zeros}${data.length.toString(16)}${extension}\r\n${data}\r\n`;
  });
const chunkedBodies = nearly(
  fc.tuple(
    fc.array(chunk, { maxLength: 4 }),
    fc.constantFrom(...EXTENSIONS),
    fc.constantFrom(...TRAILERS),
    fc.constantFrom("", "GET / HTTP/1.1\r\n\r\n"),
  ).map(([chunks, extension, trailers, behind]) =>
    `${chunks.join("")}0${extension}\r\n${trailers}\r\n${behind}`
  ),
);

const lengthValues = nearly(
  fc.constantFrom("0", "5", "007", "5, 5", "", MAX_DIGITS, "9007199254740992", "+5", "5 "),
);
const codingValues = nearly(
  fc.constantFrom("chunked", "chunked", "Chunked", "gzip, chunked", "chunked, chunked", "identity"),
);
const anyValue = pieces(
  ["close", "keep-alive", "100-continue", ",", " ", "\t", "CLOSE", "x", '"'],
  {
    max: 4,
  },
);
const framingFields = fc.array(
  fc.oneof(
    fc.tuple(fc.constantFrom("Content-Length", "CONTENT-LENGTH"), lengthValues),
    fc.tuple(fc.constantFrom("Transfer-Encoding", "transfer-encoding"), codingValues),
    fc.tuple(fc.constantFrom("Connection", "Expect", "Content-Length-"), anyValue),
  ),
  { maxLength: 3 },
);

/** The members of all lines of that name, as RFC 9110 §5.6.1 has lists. */
function membersOf(fields: readonly FieldLine[], name: string): string[] | undefined {
  const lines = fields.filter(([each]) => each.toLowerCase() === name);
  if (lines.length === 0) return undefined;
  const members = lines.flatMap(([, value]) => value.split(","));
  return members.map((member) => member.replace(/^[ \t]+|[ \t]+$/g, "")).filter(Boolean);
}

/** What the rules of RFC 9112 §6.3 make of the fields; undefined for what must be refused. */
function declared(version: string, fields: readonly FieldLine[]): Framing | "bare" | undefined {
  const codings = membersOf(fields, "transfer-encoding");
  const lengths = fields.filter(([name]) => name.toLowerCase() === "content-length");
  if (codings !== undefined) {
    const sole = codings.length === 1 && codings[0]?.toLowerCase() === "chunked";
    return sole && lengths.length === 0 && version === "HTTP/1.1" ? { kind: "chunked" } : undefined;
  }
  const [length] = lengths;
  if (length === undefined) return "bare";
  const digits = length[1].replace(/^[ \t]+|[ \t]+$/g, "");
  if (lengths.length > 1 || !/^[0-9]+$/.test(digits)) return undefined;
  if (BigInt(digits) > BigInt(MAX_DIGITS)) return undefined;
  return Number(digits) === 0 ? { kind: "none" } : { kind: "length", octets: Number(digits) };
}

function holdsFraming(
  [version, status, method, fields]: [typeof VERSIONS[number], number, string, [string, string][]],
): void {
  if (outcome(() => encodeFields(fields), RangeError) instanceof Error) return;
  const decoded = fieldsOf(...fields.map(([name, value]) => `${name}: ${value}`));
  const wanted = declared(version, fields);
  const asked = outcome(() => requestFraming(version, decoded), ProtocolError);
  if (wanted === undefined) assert(asked instanceof ProtocolError, "two readings are possible");
  else assertEquals<unknown>(asked, wanted === "bare" ? { kind: "none" } : wanted);
  const answered = outcome(
    () => responseFraming(method, status, version, decoded),
    ProtocolError,
  );
  const bodiless = method === "HEAD" || status < 200 || status === 204 || status === 304 ||
    (method === "CONNECT" && status < 300);
  if (bodiless) assertEquals<unknown>(answered, { kind: "none" });
  else if (wanted === undefined) assert(answered instanceof ProtocolError);
  else assertEquals<unknown>(answered, wanted === "bare" ? { kind: "close" } : wanted);
  const options = membersOf(fields, "connection")?.map((each) => each.toLowerCase()) ?? [];
  const persists = !options.includes("close") &&
    (version === "HTTP/1.1" || (version === "HTTP/1.0" && options.includes("keep-alive")));
  assertEquals(wantsPersistence(version, decoded), persists);
  assert(["none", "100-continue", "unmet"].includes(parseExpectation(version, decoded)));
}

/** Name and value of each line. */
function trailersOf({ trailer }: ChunkedText): [string, string][] {
  return trailer.split("\r\n").slice(0, -2).map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, "")];
  });
}

function holdsChunked([text, cuts]: [string, number[]]): void {
  const ways = waysOf(text.length, cuts);
  const make = (limits: Limits) => (): ChunkedDecoder => new ChunkedDecoder(limits);
  const body = decodeBody(make(DEFAULT_LIMITS), text, ways) as Partial<Body>;
  const read = readChunked(text);
  const found = body.done === undefined ? undefined : [body.content, body.consumed, body.trailers];
  assertEquals<unknown>(found, read && [read.content, read.consumed, trailersOf(read)]);
  const small: Body | Fault = decodeBody(make(SMALL), text, ways);
  if (!("done" in small) || read === undefined) return;
  assert(read.trailer.length <= SMALL.headOctets, "trailers beyond the limit");
  const allowed = SMALL.headOctets + read.content.length;
  assert(read.extensionOctets <= allowed, "extensions beyond the limit");
}

/** A request as it is meant: `content` undefined for none. */
type Message = readonly [target: string, chunks: readonly string[] | null, chunked: boolean];

const messages: fc.Arbitrary<Message[]> = fc.array(
  fc.tuple(
    pieces(["/", "a", "%20", "?", "\xe9"], { max: 3 }),
    fc.option(fc.array(content, { maxLength: 3 }), { nil: null }),
    fc.boolean(),
  ),
  { minLength: 1, maxLength: 4 },
);

function encode([target, chunks, chunked]: Message): Uint8Array {
  const fields: FieldLine[] = [["Host", "h"]];
  const body = (chunks ?? []).map(octetsOf);
  if (chunks === null) return encodeRequestHead("GET", `/${target}`, fields);
  if (chunked) {
    const head = encodeRequestHead("PUT", `/${target}`, [...fields, [
      "Transfer-Encoding",
      "chunked",
    ]]);
    return concat(head, ...body.map(encodeChunk), encodeLastChunk([["A", "b"]]));
  }
  const all = concat(...body);
  const length: FieldLine = ["Content-Length", String(all.length)];
  return concat(encodeRequestHead("PUT", `/${target}`, [...fields, length]), all);
}

/** Reads all requests of a stream that comes in pieces, as a connection does: target and content. */
function readAll(stream: Uint8Array, cuts: readonly number[]): [string, string][] {
  const read: [string, string][] = [];
  const heads = new RequestHeadDecoder(DEFAULT_LIMITS);
  let current:
    | { target: string; content: string; body: ReturnType<typeof bodyDecoder> }
    | undefined;
  let run: Uint8Array = new Uint8Array();
  const bounds = [0, ...cuts, stream.length];
  for (let at = 1; at < bounds.length; at++) {
    run = concat(run, stream.slice(bounds[at - 1], bounds[at]));
    for (;;) {
      if (current === undefined) {
        const head = heads.decode(run, 0, run.length);
        if (head === undefined) break;
        const framing = requestFraming(head.version, head.fields);
        current = { target: head.target, content: "", body: bodyDecoder(framing, DEFAULT_LIMITS) };
        run = run.subarray(head.octetCount);
        heads.reset();
      }
      const { content, consumed } = current.body.decode(run, 0, run.length);
      current.content += textOf(content, 0, content.length);
      run = run.subarray(consumed);
      if (!current.body.done) break;
      read.push([current.target, current.content]);
      current = undefined;
    }
  }
  assertEquals([run.length, current], [0, undefined], "octets are left");
  return read;
}

/** The properties of bodies. */
export const BODIES: readonly Property[] = [
  property(
    "framing",
    fc.tuple(
      fc.constantFrom(...VERSIONS),
      fc.constantFrom(100, 200, 204, 206, 304, 404, 500),
      fc.constantFrom("GET", "HEAD", "CONNECT", "POST"),
      framingFields,
    ),
    holdsFraming,
  ),
  property("chunked", fc.tuple(chunkedBodies, places), holdsChunked),
  property(
    "content by length or to the end",
    fc.tuple(fc.nat(30), noise, places, fc.boolean()),
    ([octets, text, cuts, close]) => {
      const framing: Framing = close ? { kind: "close" } : { kind: "length", octets };
      const make = (): ReturnType<typeof bodyDecoder> => bodyDecoder(framing, DEFAULT_LIMITS);
      const body = decodeBody(make, text, waysOf(text.length, cuts)) as Partial<Body & Fault>;
      if (!close && text.length < octets) assertEquals(body.status, 0, "cut off, but not told");
      else assertEquals(body.content, close ? text : text.slice(0, octets));
    },
  ),
  property("requests in a row", fc.tuple(messages, places), ([all, cuts]) => {
    const stream = concat(...all.map(encode));
    const sent = all.map(([target, chunks]) => [`/${target}`, (chunks ?? []).join("")]);
    for (const way of waysOf(stream.length, cuts)) {
      assertEquals<unknown>(readAll(stream, way), sent);
    }
  }),
];
