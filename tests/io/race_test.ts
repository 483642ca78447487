// The race, with attempts that a test settles by hand.

import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { interleave, race } from "../../io/race.ts";

const NEVER = new AbortController().signal;
const HOUR_MS = 3_600_000;

/** Attempts that a test settles by hand. */
class Scene {
  readonly started: string[] = [];
  readonly late: string[] = [];
  readonly #settle = new Map<string, PromiseWithResolvers<string>>();

  readonly attempt = (address: string): Promise<string> => {
    this.started.push(address);
    const pending = Promise.withResolvers<string>();
    this.#settle.set(address, pending);
    return pending.promise;
  };
  readonly discard = (late: string): void => void this.late.push(late);

  win(address: string): void {
    this.#settle.get(address)?.resolve(address);
  }

  lose(address: string): void {
    this.#settle.get(address)?.reject(new Error(address));
  }
}

async function turns(): Promise<void> {
  for (let count = 0; count < 10; count++) await Promise.resolve();
}

Deno.test("interleave() takes the families in turn, the first one's first", () => {
  const table: [addresses: string[], order: string[]][] = [
    [[], []],
    [["1.1.1.1"], ["1.1.1.1"]],
    [["::1", "::2", "::3", "1.1.1.1"], ["::1", "1.1.1.1", "::2", "::3"]],
    [["1.1.1.1", "2.2.2.2", "::1", "::2"], ["1.1.1.1", "::1", "2.2.2.2", "::2"]],
  ];
  for (const [addresses, order] of table) assertEquals(interleave(addresses), order);
});

Deno.test("race() starts the next at once when one has failed", async () => {
  const scene = new Scene();
  const winner = race(["a", "b", "c"], scene, NEVER, HOUR_MS);
  assertEquals(scene.started, ["a"]);
  scene.lose("a");
  await turns();
  assertEquals(scene.started, ["a", "b"]);
  scene.win("b");
  assertEquals(await winner, "b");
  assertEquals(scene.started, ["a", "b"]);
});

Deno.test("race() starts the next beside one that keeps it waiting, and gives back the loser", async () => {
  const scene = new Scene();
  const both = Promise.withResolvers<void>();
  const attempt = (address: string): Promise<string> => {
    if (address === "b") both.resolve();
    return scene.attempt(address);
  };
  const winner = race(["a", "b"], { ...scene, attempt }, NEVER, 1);
  await both.promise;
  scene.win("b");
  assertEquals(await winner, "b");
  scene.win("a");
  await turns();
  assertEquals(scene.late, ["a"]);
});

Deno.test("race() fails with every error when all have failed", async () => {
  const scene = new Scene();
  const winner = race(["a", "b"], scene, NEVER, HOUR_MS);
  scene.lose("a");
  await turns();
  scene.lose("b");
  const error = await assertRejects(() => winner);
  assertInstanceOf(error, AggregateError);
  assertEquals(error.errors.map(({ message }) => message), ["a", "b"]);
});

Deno.test("race() ends when told to, and gives back whoever succeeds later", async () => {
  const scene = new Scene();
  const controller = new AbortController();
  const winner = race(["a", "b"], scene, controller.signal, HOUR_MS);
  controller.abort(new Error("enough"));
  await assertRejects(() => winner, Error, "enough");
  scene.win("a");
  await turns();
  assertEquals([scene.started, scene.late], [["a"], ["a"]]);
  await assertRejects(() => race(["a"], scene, controller.signal), Error, "enough");
  assert(scene.started.length === 1);
});
