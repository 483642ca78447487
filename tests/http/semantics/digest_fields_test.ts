import { assertEquals } from "@std/assert";
import {
  parseSha256Field,
  sha256Field,
  wantsSha256,
} from "../../../http/semantics/digest_fields.ts";

const WANTED: readonly [value: string, wanted: boolean][] = [
  ["sha-256=10", true],
  ["sha-256=1", true],
  ["sha-256=0", false],
  ["sha-256", true],
  ["sha-512=3, sha-256=10, unixsum=0", true],
  ["sha-512=3,sha-256=1", true],
  ["sha-512=3\t,\tsha-256=1", true],
  ["sha-512=10", false],
  ["SHA-256=10", false],
  ["sha-256=11", false],
  ["sha-256=-1", false],
  ["sha-256=1.0", false],
  ["sha-256=?0", false],
  ['sha-256="10"', false],
  ["sha-256=(1 2)", false],
  ["sha-256=10, sha-256=0", false],
  ["sha-256=0, sha-256=10", true],
  ['sha-256=10;a;b=1; c="x,y"', true],
  ['x="a, sha-256=10"', false],
  ['x=("a" b;q=1 :YQ==:), sha-256=5', true],
  ["x=(), sha-256=5", true],
  ["x=*a/b:c, sha-256=5", true],
  ["", false],
  ["sha-256=10,", false],
  [",sha-256=10", false],
  ["sha-256=10 sha-512=1", false],
  ["sha-256=10, =1", false],
  ["sha-256=10, x=", false],
  ["sha-256=10, x=(a", false],
  ['sha-256=10, x=(ab"c")', false],
  ['sha-256=10, x="', false],
  ["sha-256=10, x;", false],
  ["sha-256=10, X=1", false],
  ["sha-256 =10", false],
  [`sha-256=10, ${"a".repeat(30_000)}(`, false],
];
Deno.test("wantsSha256() reads a dictionary, and all of it or nothing", () => {
  for (const [value, wanted] of WANTED) assertEquals(wantsSha256(value), wanted, value);
});

Deno.test("sha256Field() writes a byte sequence", () => {
  const digest = new Uint8Array(32).map((_, at) => 255 - at);
  const field = sha256Field(digest);
  assertEquals(field, "sha-256=://79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA=:");
});

Deno.test("parseSha256Field() gives the digest of a field that holds one", () => {
  const zeros = "A".repeat(43);
  const table: [value: string, digest: string | undefined][] = [
    [`sha-256=:${zeros}=:`, "0".repeat(64)],
    [`sha-512=:AAAA:, sha-256=:${zeros}=:;p=1`, "0".repeat(64)],
    [sha256Field(Uint8Array.from({ length: 32 }, (_, at) => at * 8 % 256)), hexOf(8)],
    [`sha-256=:${zeros}:`, "0".repeat(64)],
    ["", undefined],
    ["sha-256", undefined],
    ["sha-256=1", undefined],
    ["sha-256=::", undefined],
    ["sha-256=:AAAA:", undefined],
    [`sha-256=:${zeros}==:`, undefined],
    [`sha-256="${zeros}="`, undefined],
    [`SHA-256=:${zeros}=:`, undefined],
    [`sha-256=:${zeros}=: x`, undefined],
    [`sha-256=:${"A".repeat(42)}==:`, undefined],
  ];
  for (const [value, digest] of table) assertEquals(parseSha256Field(value), digest, value);
});

function hexOf(step: number): string {
  return Array.from({ length: 32 }, (_, at) => (at * step % 256).toString(16).padStart(2, "0"))
    .join("");
}
