// TLS records: whatever a client sends, in whatever pieces, the engine is sent the same octets in the same
// order, though some of them ahead of time.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ClientRecords } from "../../io/tls/client_records.ts";
import { concat } from "../../http/wire/octets.ts";
import { type Property, property } from "./property.ts";

/** A record: its type, and as many octets behind its header. */
type Sent = readonly [type: number, length: number];
/** How many octets a piece has, and how many are foretold behind it. */
type Piece = readonly [length: number, foretold: number];

const HELLO: Sent = [22, 300];
const FINISHED: Sent = [23, 53];
const octet = fc.nat(255);
const sent = fc.tuple(fc.constant(23), fc.oneof(fc.nat(8), fc.constantFrom(255, 256, 16_401)));
const piece = fc.tuple(fc.oneof(fc.nat(7), fc.nat(400), fc.constant(20_000)), fc.nat(4));

function octetsOf(records: readonly Sent[]): Uint8Array {
  return concat(...records.map(([type, length]) => {
    const octets = new Uint8Array(5 + length).fill(length);
    octets.set([type, 3, 3, length >> 8, length & 0xff]);
    return octets;
  }));
}

/** What is sent of the octets, cut into pieces. */
function sentOf(
  octets: Uint8Array,
  pieces: readonly Piece[],
): [sent: Uint8Array, foretold: number] {
  const records = new ClientRecords();
  const out: Uint8Array[] = [];
  let foretold = 0;
  const left = [...pieces].reverse();
  for (let at = 0; at < octets.length;) {
    const [length, count] = left.pop() ?? [octets.length, 0];
    const end = at + Math.max(1, length);
    out.push(records.take(octets.subarray(at, end)).slice());
    at = end;
    for (let times = 0; times < count; times++) {
      const ahead = records.foretell();
      if (ahead === undefined) break;
      out.push(ahead);
      foretold++;
    }
  }
  return [concat(...out), foretold];
}

export const RECORDS: readonly Property[] = [
  property(
    "records of TLS 1.3",
    fc.tuple(fc.array(sent, { maxLength: 6 }), fc.array(piece, { maxLength: 8 })),
    ([records, pieces]) => {
      const octets = octetsOf([HELLO, [20, 1], FINISHED, ...records]);
      const [out, foretold] = sentOf(octets, pieces);
      // At most three octets wait for a record that has not come.
      assertEquals(out.subarray(0, octets.length), octets);
      assertEquals(
        [...out.subarray(octets.length)],
        [23, 3, 3].slice(0, out.length - octets.length),
      );
      assert(foretold <= 3 * (records.length + 1));
    },
  ),
  property(
    "records, or anything else",
    fc.tuple(fc.array(octet, { maxLength: 40 }), fc.array(piece, { maxLength: 8 }), fc.boolean()),
    ([noise, pieces, isSecured]) => {
      const octets = concat(octetsOf(isSecured ? [HELLO, FINISHED] : []), Uint8Array.from(noise));
      try {
        const [out] = sentOf(octets, pieces);
        assertEquals(out.subarray(0, octets.length), octets);
      } catch (fault) {
        if (!(fault instanceof Deno.errors.InvalidData)) throw fault;
      }
    },
  ),
];
