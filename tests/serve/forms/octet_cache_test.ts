import { assertEquals } from "@std/assert";
import { OctetCache } from "../../../serve/forms/octet_cache.ts";

Deno.test("OctetCache lets go what was used least recently", () => {
  const cache = new OctetCache<string>(4_000);
  for (const key of ["a", "b", "c"]) cache.put(key, key, 1_000);
  cache.get("a");
  cache.put("d", "d", 1_000);
  assertEquals(["a", "b", "c", "d"].map((key) => cache.get(key)), ["a", undefined, "c", "d"]);
});

Deno.test("OctetCache never holds more than its budget", () => {
  const cache = new OctetCache<number>(10_000);
  for (let size = 0; size < 12_000; size += 37) {
    cache.put(`${size % 11}`, size, size);
    assertEquals(cache.stats().octets <= cache.budget, true, `after ${size}`);
  }
});

Deno.test("OctetCache does not let everything go for what can't be kept", () => {
  const cache = new OctetCache<number>(2_000);
  assertEquals(cache.put("a", 1, 100), true);
  assertEquals(cache.put("b", 2, 2_000), false);
  assertEquals(cache.get("a"), 1);
});

Deno.test("OctetCache puts a value in the place of the former one", () => {
  const cache = new OctetCache<number>(2_000);
  cache.put("a", 1, 1_000);
  const { octets } = cache.stats();
  cache.put("a", 2, 1_000);
  assertEquals(cache.get("a"), 2);
  assertEquals(cache.stats().octets, octets);
  assertEquals(cache.put("a", 3, 2_000), false);
  assertEquals(cache.get("a"), undefined, "the former one is not the value any more");
});

Deno.test("OctetCache without a budget keeps nothing", () => {
  const cache = new OctetCache<number>(0);
  assertEquals(cache.put("a", 1, 0), false);
  assertEquals(cache.get("a"), undefined);
});

Deno.test("OctetCache counts what became of its lookups", () => {
  const cache = new OctetCache<number>(1_000);
  cache.get("a");
  cache.put("a", 1, 600);
  cache.get("a");
  cache.get("a");
  cache.put("b", 2, 600);
  cache.delete("b");
  cache.delete("never");
  assertEquals(cache.stats(), { hits: 2, misses: 1, evictions: 1, entries: 0, octets: 0 });
});
