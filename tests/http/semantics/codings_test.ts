import { assertEquals } from "@std/assert";
import { type CodingOffer, preferredCoding } from "../../../http/semantics/codings.ts";

const IDENTITY: CodingOffer = { coding: undefined, octets: 100 };
const BR: CodingOffer = { coding: "br", octets: 30 };
const ZSTD: CodingOffer = { coding: "zstd", octets: 35 };
const GZIP: CodingOffer = { coding: "gzip", octets: 40 };
const ALL = [GZIP, BR, ZSTD, IDENTITY];

const CHOICES: readonly [acceptEncoding: string | undefined, coding: string][] = [
  [undefined, "identity"],
  ["", "identity"],
  [" , ,", "identity"],
  ["gzip", "gzip"],
  ["GZip", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate", "identity"],
  ["gzip, deflate, br, zstd", "br"],
  ["gzip, zstd", "zstd"],
  ["*", "br"],
  ["*;q=0", "none"],
  ["*;q=0, gzip", "gzip"],
  ["*;q=0, identity", "identity"],
  ["*;q=0, identity;q=0.1", "identity"],
  ["identity;q=0", "none"],
  ["identity;q=0, deflate", "none"],
  ["identity;q=0, *", "br"],
  ["identity;q=0.000, gzip;q=0.001", "gzip"],
  ["identity", "identity"],
  ["identity, gzip", "gzip"],
  ["identity, gzip;q=0.5", "identity"],
  ["identity;q=0.5, gzip", "gzip"],
  ["gzip;q=0", "identity"],
  ["gzip;q=0, br;q=0.0, zstd;q=0.00", "identity"],
  ["br;q=0, *", "zstd"],
  ["br;q=0.8, gzip;q=0.9", "gzip"],
  ["br;q=0.8, *;q=0.9", "zstd"],
  ["gzip;q=0.5", "gzip"],
  ["gzip ; q=1 ,br;q=0.999", "gzip"],
  ["gzip;q=1.000", "gzip"],
  ["gzip;Q=0", "identity"],
  ["gzip;q=0, gzip", "identity"],
  // What can't be read is passed over.
  ["gzip;q=1.1", "identity"],
  ["gzip;q=-1", "identity"],
  ["gzip;q=0.1234", "identity"],
  ["gzip;q=", "identity"],
  ["gzip;q", "identity"],
  ["gzip;x=1", "identity"],
  ["gzip;q=1;x=1", "identity"],
  ['gzip;q="1"', "identity"],
  ["gzip;q=NaN, br;q=1e0, zstd;q=.5", "identity"],
  ["identity;q=nought", "identity"],
  ["gzipped, brotli, zstd2", "identity"],
];

Deno.test("preferredCoding() goes by weight, then by size", () => {
  for (const [acceptEncoding, coding] of CHOICES) {
    const best = preferredCoding(acceptEncoding, ALL);
    const chosen = best === undefined ? "none" : best.coding ?? "identity";
    assertEquals(chosen, coding, String(acceptEncoding));
  }
});

Deno.test("preferredCoding() prefers identity when a coded form is no smaller", () => {
  const larger = { coding: "br", octets: 101 };
  assertEquals(preferredCoding("br", [larger, IDENTITY]), IDENTITY);
  assertEquals(preferredCoding("br, identity;q=0.9", [larger, IDENTITY]), larger);
  assertEquals(preferredCoding("br, identity;q=0", [larger, IDENTITY]), larger);
});

Deno.test("preferredCoding() takes the first of equals", () => {
  const other = { coding: "gzip", octets: BR.octets };
  assertEquals(preferredCoding("br, gzip", [other, BR, IDENTITY]), other);
  assertEquals(preferredCoding("br, gzip", [BR, other, IDENTITY]), BR);
});

Deno.test("preferredCoding() has none where none is offered", () => {
  assertEquals(preferredCoding("gzip", []), undefined);
});
