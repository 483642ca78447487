// What is known of a TLS client's next record, by how its handshake went.

import { assertEquals, assertThrows } from "@std/assert";
import { ClientRecords } from "../../../io/tls/client_records.ts";

/** A record of two octets behind its header. */
const record = (type: number): number[] => [type, 3, 3, 0, 2, 0xaa, 0xbb];
const [HELLO, CHANGED, KEYS, PROTECTED] = [record(22), record(20), record(22), record(23)];

/** All that is foretold at once. */
function foretold(records: ClientRecords): number[] {
  const octets: number[] = [];
  for (;;) {
    const ahead = records.foretell();
    if (ahead === undefined) return octets;
    octets.push(...ahead);
  }
}

const TABLE: [name: string, octets: readonly number[], foretold: readonly number[]][] = [
  ["nothing", [], []],
  ["a hello", HELLO, []],
  ["TLS 1.3", [...HELLO, ...PROTECTED], [23, 3, 3]],
  ["TLS 1.3 with a record for show", [...HELLO, ...CHANGED, ...PROTECTED], [23, 3, 3]],
  ["TLS 1.3, one record later", [...HELLO, ...PROTECTED, ...PROTECTED], [23, 3, 3]],
  ["TLS 1.3, a record that is empty", [...HELLO, ...PROTECTED, 23, 3, 3, 0, 0], [23, 3, 3]],
  ["TLS 1.3, amid a header", [...HELLO, ...PROTECTED, 23], [3, 3]],
  ["TLS 1.3, amid the length", [...HELLO, ...PROTECTED, 23, 3, 3, 0], []],
  ["TLS 1.3, amid a record", [...HELLO, ...PROTECTED, 23, 3, 3, 0, 2, 1], []],
  ["TLS 1.3, asked for another hello", [...HELLO, ...HELLO, ...CHANGED, ...PROTECTED], [23, 3, 3]],
  ["TLS 1.2", [...HELLO, ...KEYS, ...CHANGED, ...record(22)], []],
  ["TLS 1.2, content", [...HELLO, ...KEYS, ...CHANGED, ...record(22), ...PROTECTED], []],
];

for (const [name, octets, wanted] of TABLE) {
  Deno.test(`ClientRecords.foretell(): ${name}`, () => {
    const whole = new ClientRecords();
    assertEquals([...whole.take(Uint8Array.from(octets))], octets);
    assertEquals(foretold(whole), wanted);
    const single = new ClientRecords();
    for (const octet of octets) assertEquals([...single.take(Uint8Array.of(octet))], [octet]);
    assertEquals(foretold(single), wanted);
  });
}

Deno.test("ClientRecords.take() leaves out what was foretold, as often as it was", () => {
  for (const ahead of [0, 1, 2, 3]) {
    for (const cut of [0, 1, 2, 3, 4, 7]) {
      const records = new ClientRecords();
      records.take(Uint8Array.from([...HELLO, ...PROTECTED]));
      const sent: number[] = [];
      for (let times = 0; times < ahead; times++) sent.push(...records.foretell()!);
      const behind = [...PROTECTED, ...PROTECTED];
      sent.push(...records.take(Uint8Array.from(behind.slice(0, cut))));
      sent.push(...records.take(Uint8Array.from(behind.slice(cut))));
      assertEquals(sent, behind, `${ahead} ahead, cut at ${cut}`);
    }
  }
});

Deno.test("ClientRecords.take() fails on what is not what was foretold", () => {
  for (
    const [ahead, octets] of [[1, [21]], [1, record(22)], [2, [23, 4]], [3, [23, 3, 1]]] as const
  ) {
    const records = new ClientRecords();
    records.take(Uint8Array.from([...HELLO, ...PROTECTED]));
    for (let times = 0; times < ahead; times++) records.foretell();
    assertThrows(() => records.take(Uint8Array.from(octets)), Deno.errors.InvalidData);
  }
});
