// Crews: never more at work than there are hands, and never one idle while there is work.

import { assertEquals, assertRejects } from "@std/assert";
import { Crew, type Work } from "../../../get/mirror/crew.ts";

Deno.test("Crew does all the work, also what comes up on the way", async () => {
  const done: number[] = [];
  const waiting: number[] = [3];
  let running = 0;
  const next = (): Work | undefined => {
    const level = waiting.pop();
    return level === undefined ? undefined : async () => {
      running++;
      await new Promise((resolve) => setTimeout(resolve, 0));
      assertEquals(running <= 2, true);
      running--;
      done.push(level);
      for (let child = 0; child < level; child++) waiting.push(level - 1);
    };
  };
  const crew = new Crew(2, next);
  await crew.run();
  assertEquals([done.length, crew.peak], [1 + 3 + 6 + 6, 2]);
});

Deno.test("Crew without work is done at once", async () => {
  const crew = new Crew(4, () => undefined);
  await crew.run();
  assertEquals(crew.peak, 0);
});

Deno.test("Crew ends with the first failure, when those at work have ended", async () => {
  let [begun, ended] = [0, 0];
  const crew = new Crew(3, () => async () => {
    const number = begun++;
    await new Promise((resolve) => setTimeout(resolve, number));
    ended++;
    if (number === 0) throw new Error("first");
    if (number === 1) throw new Error("second");
  });
  const error = await assertRejects(() => crew.run(), Error);
  assertEquals([error.message, begun, ended], ["first", 3, 3]);
});
