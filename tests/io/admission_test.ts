import { assert, assertEquals } from "@std/assert";
import { Admission } from "../../io/admission.ts";

Deno.test("Admission.enter() lets nobody wait until there are many in one turn", () => {
  const admission = new Admission();
  let atOnce = 0;
  while (admission.enter() === undefined) atOnce++;
  assert(atOnce > 10 && atOnce < 1_000, `${atOnce}`);
});

Deno.test("Admission.enter() lets in all who wait, in their order, and others in between", async () => {
  const admission = new Admission();
  const order: number[] = [];
  let others = 0;
  const timer = setInterval(() => others++, 0);
  const all = Array.from({ length: 1_000 }, async (_, index) => {
    await admission.enter();
    order.push(index);
  });
  await Promise.all(all);
  clearInterval(timer);
  assertEquals(order, Array.from({ length: 1_000 }, (_, index) => index));
  assert(others > 5, `others had ${others} turns`);
});

Deno.test("Admission.enter() lets in at once again when nobody waits any more", async () => {
  const admission = new Admission();
  while (admission.enter() === undefined);
  await admission.enter();
  assertEquals(admission.enter(), undefined);
});
