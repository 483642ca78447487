// What a user is told to do about what went wrong.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { remedyForCertificate, remedyForStatus } from "../../cli/remedies.ts";

Deno.test("remedyForCertificate() names --cacert only where that can help", () => {
  const flaws = ["issuer", "name", "time", "authority", "other"] as const;
  const texts = flaws.map((flaw) => remedyForCertificate(flaw).text ?? "");
  assertEquals(texts.map((text) => text.includes("--cacert")), [true, false, false, false, false]);
  assert(texts.every((text) => text !== ""));
  assertMatch(texts[1]!, /a name that it is valid for/);
  assertMatch(texts[2]!, /clock/);
  assertMatch(texts[3]!, /CA:FALSE/);
});

Deno.test("remedyForStatus() has one for every status of 400 and up", () => {
  for (let status = 400; status < 600; status++) assert(remedyForStatus(status).text, `${status}`);
  assertEquals(remedyForStatus(404).text, "check the path");
  assertEquals(remedyForStatus(503).text, "try again later");
});
