// Outlets: in order, with no more held than there is room for.

import { assert, assertEquals } from "@std/assert";
import { Outlet } from "../../../get/mirror/outlet.ts";

/** Lets whatever is due go on. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

Deno.test("Outlet hands out in order, until the end", async () => {
  const outlet = new Outlet<number>();
  const writing = (async () => {
    for (let at = 0; at < 1000; at++) await outlet.put(at);
    outlet.end();
  })();
  const read: number[] = [];
  for await (const item of outlet.read()) read.push(item);
  assertEquals(read, Array.from({ length: 1000 }, (_, at) => at));
  await writing;
});

Deno.test("Outlet lets whoever puts wait for its reader", async () => {
  const outlet = new Outlet<number>();
  let put = 0;
  const writing = (async () => {
    for (; put < 10_000; put++) await outlet.put(put);
    outlet.end();
  })();
  await settle();
  assert(put > 0 && put < 1000, String(put));
  let count = 0;
  for await (const _ of outlet.read()) count++;
  await writing;
  assertEquals(count, 10_000);
});

Deno.test("Outlet keeps nobody waiting once it has ended", async () => {
  const outlet = new Outlet<number>();
  const writing = (async () => {
    for (let at = 0; at < 10_000; at++) await outlet.put(at);
  })();
  await settle();
  outlet.end();
  await writing;
});
