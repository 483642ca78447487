// The plain refusal: what a peer is told that speaks HTTP without TLS where TLS is spoken.

import { encodeResponseHead, type FieldLine } from "../http/wire/encoder.ts";
import { octetsOf } from "../http/wire/octets.ts";
import { reasonPhrase } from "../http/semantics/status.ts";
import { dateField, nowMs } from "../io/clock.ts";

const TEXT = "This port speaks HTTPS: begin the URL with https://";

/** The whole answer. @param overriding fields that take the place of any others of their names */
export function plainRefusal(overriding: readonly FieldLine[]): Uint8Array {
  const own: FieldLine[] = [
    ["Date", dateField(nowMs())],
    ["Content-Type", "text/plain; charset=utf-8"],
    ["Content-Length", String(TEXT.length)],
    ["X-Content-Type-Options", "nosniff"],
    ["Connection", "close"],
  ];
  const overridden = new Set(overriding.map(([name]) => name.toLowerCase()));
  const fields = [...own.filter(([name]) => !overridden.has(name.toLowerCase())), ...overriding];
  return new Uint8Array([...encodeResponseHead(400, reasonPhrase(400), fields), ...octetsOf(TEXT)]);
}
