import { assert, assertEquals } from "@std/assert";
import { joinInTurns, Turns } from "../../io/turns.ts";

/** Pieces that take longer than one turn. */
function* slowPieces(): Generator<string> {
  for (const piece of "abcdef") {
    for (const sinceMs = performance.now(); performance.now() - sinceMs < 5;);
    yield piece;
  }
}

Deno.test("joinInTurns() lets a timer in before it is done", async () => {
  const order: string[] = [];
  const other = new Promise<void>((resume) =>
    setTimeout(() => {
      order.push("the other");
      resume();
    }, 0)
  );
  assertEquals(await joinInTurns(slowPieces()), "abcdef");
  order.push("done");
  await other;
  assertEquals(order, ["the other", "done"]);
});

Deno.test("Turns has a new turn after each pause", async () => {
  const turns = new Turns();
  while (!turns.over);
  const sinceMs = performance.now();
  await turns.pause();
  assert(!turns.over || performance.now() - sinceMs > 5);
});
