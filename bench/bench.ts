// What a row is given to work with: the peers that are here, files, and servers started on request.

import { join } from "@std/path";
import type { BenchOptions } from "./options.ts";
import type { Answer, Peer } from "./peers.ts";
import { freePort, Program } from "./processes.ts";
import { Files, KIB } from "./site.ts";
import type { Measured } from "./statistics.ts";

const READY_POLL_MS = 20;
const READY_MS = 20_000;

/** A server that listens, until it is disposed. */
export interface Running extends AsyncDisposable {
  readonly name: string;
  readonly origin: string;
  readonly port: number;
  readonly pid: number;
}

/** What is needed to start a peer. */
interface Prepared {
  readonly peer: Peer;
  readonly port: number;
  readonly state: string;
  readonly argv: readonly string[];
}

/** The means of a run. */
export class Bench {
  readonly files: Files;

  /** `folder` is empty, and whoever made it removes it. */
  constructor(
    readonly options: BenchOptions,
    readonly folder: string,
    /** Aborted when the run is to end. */
    readonly signal: AbortSignal,
    private readonly peers: readonly Peer[],
  ) {
    const site = join(folder, "site");
    Deno.mkdirSync(site);
    this.files = new Files(site);
  }

  /** Those of the names that are installed and asked for. */
  installed(names: readonly string[]): string[] {
    return names.filter((name) => this.peers.some((peer) => peer.name === name));
  }

  /** Starts the peer of that name, and waits until it answers. */
  async start(name: string, answer: Answer): Promise<Running> {
    const { peer, port, state, argv } = this.#prepare(name, answer);
    const program = new Program(argv, peer.logs === true ? join(state, "log") : undefined);
    try {
      await untilListening(program, port, name);
    } catch (error) {
      await program[Symbol.asyncDispose]();
      throw error;
    }
    return {
      ...{ name, port, origin: `http://127.0.0.1:${port}`, pid: program.pid },
      [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
    };
  }

  /** The command that starts the peer of that name on a free port. */
  argvOf(name: string, answer: Answer): readonly string[] {
    return this.#prepare(name, answer).argv;
  }

  #prepare(name: string, answer: Answer): Prepared {
    const peer = this.peers.find((peer) => peer.name === name);
    if (peer === undefined) throw new Error(`${name} is missing`);
    const port = freePort();
    const state = Deno.makeTempDirSync({ dir: this.folder, prefix: `${name}-` });
    Deno.chmodSync(state, 0o755); // nginx's worker is another user
    const argv = peer.argv({ folder: this.files.folder, state, port, answer });
    return { peer, port, state, argv };
  }

  /** Starts those of the peers that are installed, and stops them after their use. */
  async eachRunning(
    names: readonly string[],
    answer: Answer,
    use: (running: readonly Running[]) => Promise<Measured>,
  ): Promise<Measured> {
    await using stack = new AsyncDisposableStack();
    const running: Running[] = [];
    for (const name of this.installed(names)) {
      running.push(stack.use(await this.start(name, answer)));
    }
    return await use(running);
  }
}

async function untilListening(program: Program, port: number, name: string): Promise<void> {
  const sinceMs = performance.now();
  while (!program.ended && performance.now() - sinceMs < READY_MS) {
    try {
      return (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    } catch {
      await new Promise((resume) => setTimeout(resume, READY_POLL_MS));
    }
  }
  throw new Error(`${name} does not listen on port ${port}`);
}

/** The usual answer of the ceiling: as long as the smallest file. */
export const SMALL: Answer = { octets: KIB };
