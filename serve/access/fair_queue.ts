// A queue that is fair: a few tasks at a time, the peers that ask in turn.
//
// Contract: who asks for much waits behind itself, not others behind it. The places are bounded, for
// each peer and in all.

/** A task that waits for its turn. */
type Task = () => Promise<void>;

/** How many tasks there may be; each figure from 1. */
export interface QueuePlaces {
  /** That wait, of one peer. */
  readonly each: number;
  /** That wait, of all peers. */
  readonly all: number;
  /** That run. */
  readonly atOnce: number;
}

/** Runs tasks in their turn. */
export class FairQueue {
  /** The tasks of each peer; the peer whose turn it is comes first. */
  readonly #waiting = new Map<string, Task[]>();
  #count = 0;
  #running = 0;

  constructor(private readonly places: QueuePlaces) {}

  /** Runs the task in its turn; undefined when there is no place for it. */
  run<Result>(peer: string, task: () => Promise<Result>): Promise<Result> | undefined {
    const tasks = this.#waiting.get(peer) ?? [];
    if (tasks.length >= this.places.each || this.#count >= this.places.all) return undefined;
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    tasks.push(() => task().then(resolve, reject));
    this.#waiting.set(peer, tasks);
    this.#count++;
    if (this.#running < this.places.atOnce) this.#work();
    return promise;
  }

  async #work(): Promise<void> {
    this.#running++;
    for (let task = this.#next(); task !== undefined; task = this.#next()) await task();
    this.#running--;
  }

  #next(): Task | undefined {
    const [first] = this.#waiting;
    if (first === undefined) return undefined;
    const [peer, tasks] = first;
    const task = tasks.shift();
    this.#waiting.delete(peer);
    if (tasks.length > 0) this.#waiting.set(peer, tasks);
    this.#count--;
    return task;
  }
}
