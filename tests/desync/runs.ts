// Runs of the corpus: through one front over several lanes at once, or straight to ferry.

import type { TestServer } from "../support/server.ts";
import { type Front, type FrontKind, startFront } from "../support/fronts.ts";
import { CORPUS } from "./corpus.ts";
import { disagreement } from "./judge.ts";
import { REFUSED } from "./requests.ts";
import { type Observation, observe, observeDirectly, startFerry } from "./observe.ts";

/** Cases under way at once; each has a ferry of its own, so that it is known who saw what. */
const LANES = 16;

/** One case of the corpus, by its group. */
export interface Item {
  readonly group: string;
  readonly name: string;
  readonly octets: string;
  readonly reading: string;
}

/** A case and what came of it. */
export interface Result {
  readonly item: Item;
  readonly observation: Observation;
  /** What front and ferry disagreed on. */
  readonly fault: string | undefined;
}

/** Every case. */
export const ITEMS: readonly Item[] = CORPUS.flatMap(({ name: group, cases }) =>
  cases.map(([name, octets, reading]) => ({ group, name, octets, reading }))
);

/** The name of a case in tables and messages; no two are the same. */
export function titleOf({ group, name }: Item): string {
  return `${group}: ${name}`;
}

/**
 * Whether ferry answers the case before all of it has come: it is a race then whether its answer or the
 * front's own reaches the client, and no table can tell.
 */
export function isAnsweredEarly({ group, reading }: Item): boolean {
  return reading === "first" || group === "Chunks" && (reading === REFUSED || reading === "");
}

/** A front over as many ferries as it has lanes. */
export class Rig implements AsyncDisposable {
  readonly secret: string = crypto.randomUUID();
  readonly #stack = new AsyncDisposableStack();
  #ferries: readonly TestServer[] = [];
  #front: Front | undefined;

  private constructor(readonly kind: FrontKind) {}

  /** Starts them. */
  static async start(kind: FrontKind): Promise<Rig> {
    const rig = new Rig(kind);
    const stack = rig.#stack;
    try {
      const folder = await Deno.makeTempDir({ prefix: "ferry-front-" });
      stack.defer(() => Deno.remove(folder, { recursive: true }));
      rig.#ferries = await Promise.all(Array.from({ length: LANES }, startFerry));
      for (const ferry of rig.#ferries) stack.use(ferry);
      const ports = rig.#ferries.map(({ port }) => port);
      rig.#front = stack.use(await startFront(kind, { folder, secret: rig.secret, ports }));
    } catch (fault) {
      await stack.disposeAsync();
      throw fault;
    }
    return rig;
  }

  /** Runs the items, in their order, on whatever lane is free. */
  async run(items: readonly Item[]): Promise<Result[]> {
    const results: Result[] = [];
    const rest = items.entries();
    await Promise.all(this.#ferries.map(async (ferry, lane) => {
      for (const [at, item] of rest) results[at] = await this.#observe(ferry, lane, item);
    }));
    return results;
  }

  async #observe(ferry: TestServer, lane: number, item: Item): Promise<Result> {
    const front = this.#front!;
    const observation = await observe(ferry, () => front.connect(lane), item.octets);
    return { item, observation, fault: disagreement(observation, this.secret) };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }
}

/** Sends every case straight to ferry. */
export async function runDirectly(items: readonly Item[]): Promise<Result[]> {
  await using ferry = await startFerry();
  const results: Result[] = [];
  for (const item of items) {
    const observation = await observeDirectly(ferry, item.octets);
    results.push({ item, observation, fault: undefined });
  }
  return results;
}
