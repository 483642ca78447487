// Certificates made at start, read by another hand: node's.

import { X509Certificate } from "node:crypto";
import { assert, assertEquals } from "@std/assert";
import { makeSelfSigned } from "../../../io/tls/self_signed.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

Deno.test("makeSelfSigned() vouches for itself, its names and the next year", async () => {
  const names = ["server.example", "192.0.2.7", "2001:db8::7", "localhost"];
  const { cert, fingerprint } = await makeSelfSigned(names);
  const read = new X509Certificate(cert);
  assertEquals(read.fingerprint256, fingerprint);
  assertEquals(read.ca, false);
  const subjects = read.subjectAltName?.split(", ");
  assertEquals(subjects, [
    "DNS:localhost",
    "IP Address:127.0.0.1",
    "IP Address:::1",
    "DNS:server.example",
    "IP Address:192.0.2.7",
    "IP Address:2001:db8::7",
  ]);
  const [from, to] = [Date.parse(read.validFrom), Date.parse(read.validTo)];
  assert(from < Date.now() && to > Date.now() + 364 * DAY_MS && to - from < 398 * DAY_MS);
  assert(read.verify(read.publicKey));
});

Deno.test("makeSelfSigned() makes another key and another number each time", async () => {
  const [one, other] = await Promise.all([makeSelfSigned([]), makeSelfSigned([])]);
  assert(one.key !== other.key);
  const serials = [one, other].map(({ cert }) => new X509Certificate(cert).serialNumber);
  assert(serials[0] !== serials[1]);
});
