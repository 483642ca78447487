// Cuts: octets fed to a decoder in pieces, as a network delivers them.
//
// Contract: what a decoder makes of a message must not depend on the pieces it came in, nor on where
// in a buffer they lie, nor on what stands behind them; and what stands around them stays as it was.
// `decodeHead` and `decodeBody` hold that for every way of feeding, and return what all agree on.

import { assert, fail } from "@std/assert";
import type { BodyDecoder } from "../../http/wire/body.ts";
import { FerryError, ProtocolError, TruncatedError } from "../../http/wire/errors.ts";
import type { Fields } from "../../http/wire/fields.ts";
import { octetsOf, textOf } from "../../http/wire/octets.ts";
import { type Random, seeded } from "./random.ts";

/** Where octets are cut, in ascending order; none: they come whole. */
export type Cuts = readonly number[];

/** A fault, as data. `status` is 0 for a stream that ended too early. */
export interface Fault {
  readonly status: number;
  readonly message: string;
}

/** What became of a body: its content and trailers, and how much of the stream it took. */
export interface Body {
  readonly content: string;
  readonly consumed: number;
  readonly done: boolean;
  readonly trailers: readonly (readonly [string, string])[] | undefined;
}

interface Decoder<Head> {
  decode(octets: Uint8Array, from: number, end: number): Head | undefined;
}

const RANDOM_CUTS = 8;
/** An octet that is wrong wherever a decoder looks at it. */
const GUARD = 0x00;

/** Whole, octet by octet, every cut in two, and some random ones. */
export function* cutsOf(length: number, random: Random = seeded(length)): Generator<Cuts> {
  yield [];
  yield Array.from({ length: Math.max(length - 1, 0) }, (_, at) => at + 1);
  for (let at = 1; at < length; at++) yield [at];
  for (let times = 0; times < RANDOM_CUTS; times++) yield randomCuts(length, random);
}

/** A few cuts, anywhere. */
export function randomCuts(length: number, random: Random): Cuts {
  const cuts = Array.from({ length: random(6) }, () => random(length + 1));
  return cuts.sort((one, other) => one - other);
}

/** The head in `text`, the same for all ways to cut it; undefined when more must come. */
export function decodeHead<Head>(
  make: () => Decoder<Head>,
  text: string,
  ways: Iterable<Cuts> = cutsOf(text.length),
): Snapshot<Head> | Fault | undefined {
  return agreed(text, ways, (cuts) => feedHead(make(), octetsOf(text), cuts));
}

/** What the body decoder makes of `text` and the end of the stream, the same for all ways to cut it. */
export function decodeBody(
  make: () => BodyDecoder,
  text: string,
  ways: Iterable<Cuts> = cutsOf(text.length),
): Body | Fault {
  return agreed(text, ways, (cuts) => feedBody(make(), octetsOf(text), cuts));
}

/** A head with its fields as plain data. */
export type Snapshot<Head> = Omit<Head, "fields"> & { readonly fields: [string, string][] };

/** Plain data of a head. */
export function snapshot<Head>(head: Head): Snapshot<Head> {
  const { fields, ...rest } = head as { fields: Fields };
  return { ...rest, fields: [...fields] } as unknown as Snapshot<Head>;
}

/** Runs `decode`; a fault of the peer becomes data, anything else is a defect and goes through. */
export function faultOr<T>(decode: () => T): T | Fault {
  try {
    return decode();
  } catch (error) {
    if (error instanceof ProtocolError) return { status: error.status, message: error.message };
    if (error instanceof TruncatedError) return { status: 0, message: error.message };
    assert(!(error instanceof FerryError), "an error of another room");
    throw error;
  }
}

function agreed<T>(text: string, ways: Iterable<Cuts>, run: (cuts: Cuts) => T): T | Fault {
  const [first, ...others] = ways;
  const expected = faultOr(() => run(first ?? []));
  for (const cuts of others) {
    const [found, wanted] = [inShort(faultOr(() => run(cuts))), inShort(expected)];
    if (found === wanted) continue;
    fail(`${inShort(text).slice(0, 400)} cut at ${cuts} gives ${found}, not ${wanted}`);
  }
  return expected;
}

function inShort(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}

/** Feeds a growing run, at another place in another buffer each time. */
function feedHead<Head>(
  decoder: Decoder<Head>,
  octets: Uint8Array,
  cuts: Cuts,
): Snapshot<Head> | undefined {
  let run = octets.subarray(0, 0);
  for (const [index, piece] of piecesOf(octets, cuts).entries()) {
    const from = index % 3;
    const buffer = guarded(run, piece, from);
    const end = from + run.length + piece.length;
    const head = decoder.decode(buffer, from, end);
    assertGuarded(buffer, from, end);
    run = buffer.subarray(from, end); // the decoder may have written white space for obs-fold
    if (head === undefined) continue;
    const decoded = snapshot(head) as Snapshot<Head> & { readonly octetCount: number };
    const behind = octets.subarray(decoded.octetCount, run.length);
    assert(same(run.subarray(decoded.octetCount), behind), "octets behind the head were touched");
    return decoded;
  }
  return undefined;
}

/** Feeds each piece by itself, at another place in another buffer each time. */
function feedBody(decoder: BodyDecoder, octets: Uint8Array, cuts: Cuts): Body {
  let content = "";
  let consumed = 0;
  for (const [index, piece] of piecesOf(octets, cuts).entries()) {
    const from = index % 3;
    const end = from + piece.length;
    const buffer = guarded(octets.subarray(0, 0), piece, from);
    const decoded = decoder.decode(buffer, from, end);
    assertGuarded(buffer, from, end);
    const behind = buffer.subarray(from + decoded.consumed, end);
    assert(same(behind, piece.subarray(decoded.consumed)), "octets behind the body were touched");
    content += textOf(decoded.content, 0, decoded.content.length);
    consumed += decoded.consumed;
    if (decoder.done) break;
    assert(decoded.consumed === piece.length, "a decoder that is not done takes everything");
  }
  const { done } = decoder;
  decoder.finish();
  return { content, consumed, done, trailers: decoder.trailers && [...decoder.trailers] };
}

function piecesOf(octets: Uint8Array, cuts: Cuts): Uint8Array[] {
  const bounds = [0, ...cuts, octets.length];
  return bounds.slice(1).map((end, index) => octets.subarray(bounds[index]!, end));
}

/** `run` and `piece` in a buffer of their own, guards before and behind. */
function guarded(run: Uint8Array, piece: Uint8Array, from: number): Uint8Array {
  const buffer = new Uint8Array(from + run.length + piece.length + 2).fill(GUARD);
  buffer.set(run, from);
  buffer.set(piece, from + run.length);
  return buffer;
}

function assertGuarded(buffer: Uint8Array, from: number, end: number): void {
  for (let at = 0; at < buffer.length; at++) {
    if (at === from) at = end;
    assert(buffer[at] === GUARD, "octets outside the run were touched");
  }
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((octet, at) => octet === other[at]);
}
