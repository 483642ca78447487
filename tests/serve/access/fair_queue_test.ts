import { assertEquals, assertRejects } from "@std/assert";
import { FairQueue } from "../../../serve/access/fair_queue.ts";

/** Tasks that end when they are told to, and the order in which they began. */
class Tasks {
  readonly begun: string[] = [];
  readonly #ends: (() => void)[] = [];

  task(name: string): () => Promise<string> {
    return async () => {
      this.begun.push(name);
      await new Promise<void>((end) => this.#ends.push(end));
      return name;
    };
  }

  /** Ends the task that has run longest, and lets the next one begin. */
  async end(): Promise<void> {
    this.#ends.shift()?.();
    await new Promise((settle) => setTimeout(settle));
  }
}

Deno.test("FairQueue takes peers in turn, however much one of them asks for", async () => {
  const tasks = new Tasks();
  const queue = new FairQueue({ each: 10, all: 100, atOnce: 1 });
  const results = ["a1", "a2", "a3", "a4", "b1", "c1", "b2"].map((name) =>
    queue.run(name.charAt(0), tasks.task(name))
  );
  for (let times = 0; times < results.length; times++) await tasks.end();
  assertEquals(tasks.begun, ["a1", "a2", "b1", "c1", "a3", "b2", "a4"]);
  assertEquals(await Promise.all(results), ["a1", "a2", "a3", "a4", "b1", "c1", "b2"]);
});

Deno.test("FairQueue runs so many at once", async () => {
  const tasks = new Tasks();
  const queue = new FairQueue({ each: 10, all: 100, atOnce: 2 });
  for (const name of ["a", "b", "c"]) queue.run("x", tasks.task(name));
  assertEquals(tasks.begun, ["a", "b"]);
  await tasks.end();
  assertEquals(tasks.begun, ["a", "b", "c"]);
  for (let times = 0; times < 2; times++) await tasks.end();
  queue.run("x", tasks.task("d"));
  assertEquals(tasks.begun.at(-1), "d");
  await tasks.end();
});

Deno.test("FairQueue has so many places for each peer, and so many in all", async () => {
  const tasks = new Tasks();
  const queue = new FairQueue({ each: 2, all: 3, atOnce: 1 });
  const taken = ["a", "a", "a", "a", "b", "c"].map((peer) => queue.run(peer, tasks.task(peer)));
  assertEquals(taken.map((each) => each !== undefined), [true, true, true, false, true, false]);
  for (let times = 0; times < 4; times++) await tasks.end();
  assertEquals(tasks.begun, ["a", "a", "b", "a"]);
});

Deno.test("FairQueue goes on after a task that failed", async () => {
  const queue = new FairQueue({ each: 2, all: 3, atOnce: 1 });
  const failing = queue.run("a", () => Promise.reject(new RangeError("no")));
  const next = queue.run("a", () => Promise.resolve(1));
  await assertRejects(() => failing!, RangeError);
  assertEquals(await next, 1);
});
