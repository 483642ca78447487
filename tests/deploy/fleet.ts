// Three replicas of `ferry serve`, each with a folder of its own, behind HAProxy with the
// configuration that deploy/ has.
//
// Contract: disposing ends all of it. HAProxy listens on a free port; a replica keeps its port when it
// is started anew, and says in `X-Replica` which one it is and how often it was started: `b2`.

import { fromFileUrl } from "@std/path";
import { TempFolder } from "../support/program.ts";
import { hasCommand, ServeProgram } from "../support/serve_program.ts";

/** The configuration, as it is delivered. */
export const CONFIGURATION = fromFileUrl(new URL("../../deploy/haproxy.cfg", import.meta.url));

/** Whether this machine has HAProxy. */
export const HAS_HAPROXY = hasCommand("haproxy");

/** The names that the configuration gives them. */
export const NAMES = ["a", "b", "c"] as const;

export type Name = typeof NAMES[number];

/** A row of HAProxy's statistics, by the names of its columns. */
export type Statistics = Readonly<Record<string, string>>;

interface Replica {
  program: ServeProgram;
  readonly port: number;
  /** How often it was started. */
  starts: number;
}

/** How long a condition may take, in milliseconds: longer than any machine is slow. */
const PATIENCE_MS = 60_000;

/** The fleet. */
export class Fleet implements AsyncDisposable {
  readonly #replicas = new Map<Name, Replica>();
  #haproxy: Deno.ChildProcess | undefined;
  #ended = false;

  private constructor(
    private readonly temporary: TempFolder,
    /** Where HAProxy listens, on 127.0.0.1. */
    readonly port: number,
    private readonly args: readonly string[],
  ) {}

  /**
   * Starts it, and waits until HAProxy has found every replica healthy.
   *
   * @param files by their names; each replica has copies of its own, with the same times
   * @param args for each replica besides
   */
  static async start(
    files: Readonly<Record<string, Uint8Array>>,
    args: readonly string[] = [],
  ): Promise<Fleet> {
    const fleet = new Fleet(await TempFolder.create(), freePort(), args);
    try {
      for (const name of NAMES) {
        copyTo(fleet.#folder(name), files);
        const program = await fleet.#startReplica(name, 0, 1);
        fleet.#replicas.set(name, { program, port: program.port, starts: 1 });
      }
      fleet.#haproxy = fleet.#startHaproxy();
      fleet.#haproxy.status.then(() => fleet.#ended = true);
      await fleet.healthy();
      return fleet;
    } catch (fault) {
      await fleet[Symbol.asyncDispose]();
      throw fault;
    }
  }

  /** What users ask. */
  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** A replica itself, past HAProxy. */
  originOf(name: Name): string {
    return `http://127.0.0.1:${this.#replica(name).port}`;
  }

  /** The mark of the replica that runs now. */
  markOf(name: Name): string {
    return `${name}${this.#replica(name).starts}`;
  }

  /** Sends a signal and waits for the end. @returns the exit code */
  end(name: Name, signal: Deno.Signal): Promise<number> {
    return this.#replica(name).program.end(signal);
  }

  /** Starts a replica that has ended, on the port it had. @returns its new mark */
  async again(name: Name): Promise<string> {
    const replica = this.#replica(name);
    replica.starts += 1;
    replica.program = await this.#startReplica(name, replica.port, replica.starts);
    return this.markOf(name);
  }

  /** Waits until HAProxy has checked every replica and found it up. */
  async healthy(): Promise<void> {
    await patiently(async () => {
      if (this.#ended) throw new Error(`HAProxy has ended; try haproxy -c -f ${CONFIGURATION}`);
      const rows = await this.statistics().catch(() => []);
      const up = rows.filter(({ svname, status, check_status }) =>
        NAMES.includes(svname as Name) && status === "UP" && check_status === "L7OK"
      );
      return up.length === NAMES.length;
    });
  }

  /** What HAProxy knows of its replicas. */
  async statistics(): Promise<Statistics[]> {
    const [head = "", ...rows] = (await this.command("show stat")).trim().split("\n");
    const columns = head.replace(/^# /, "").split(",");
    return rows.map((row) => {
      const values = row.split(",");
      return Object.fromEntries(columns.map((column, index) => [column, values[index] ?? ""]));
    });
  }

  /** Gives HAProxy a command. @returns its answer */
  async command(words: string): Promise<string> {
    const path = this.temporary.file("admin.sock");
    using connection = await Deno.connect({ transport: "unix", path });
    await connection.write(new TextEncoder().encode(`${words}\n`));
    return await new Response(connection.readable).text();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) this.#haproxy?.kill("SIGKILL");
    await this.#haproxy?.status;
    for (const { program } of this.#replicas.values()) await program[Symbol.asyncDispose]();
    await this.temporary[Symbol.asyncDispose]();
  }

  #replica(name: Name): Replica {
    return this.#replicas.get(name)!;
  }

  #folder(name: Name): string {
    return this.temporary.file(name);
  }

  #startReplica(name: Name, port: number, starts: number): Promise<ServeProgram> {
    const mark = ["-H", `X-Replica: ${name}${starts}`];
    const where = ["--host", "127.0.0.1", "--port", String(port), "--health", "/up"];
    return ServeProgram.start([this.#folder(name), ...where, ...mark, "--quiet", ...this.args]);
  }

  #startHaproxy(): Deno.ChildProcess {
    const replicas = [...this.#replicas].map(([name, { port }]) =>
      [`REPLICA_${name.toUpperCase()}`, `127.0.0.1:${port}`] as const
    );
    return new Deno.Command("haproxy", {
      args: ["-db", "-f", CONFIGURATION],
      stdin: "null",
      stdout: "null",
      stderr: "null", // it tells of every replica that goes
      env: {
        LISTEN: `127.0.0.1:${this.port}`,
        ADMIN_SOCKET: this.temporary.file("admin.sock"),
        ...Object.fromEntries(replicas),
      },
    }).spawn();
  }
}

/** Waits until it holds; fails when that takes for ever. */
export async function patiently(condition: () => Promise<boolean> | boolean): Promise<void> {
  const last = performance.now() + PATIENCE_MS;
  while (!await condition()) {
    if (performance.now() > last) throw new Error(`not so after ${PATIENCE_MS} ms`);
    await new Promise((resume) => setTimeout(resume, 10));
  }
}

/** Copies as a careful deployment makes them: the times are those of the original. */
function copyTo(folder: string, files: Readonly<Record<string, Uint8Array>>): void {
  const time = new Date("2026-11-23T12:00:00.123Z");
  Deno.mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    Deno.writeFileSync(`${folder}/${name}`, content);
    Deno.utimeSync(`${folder}/${name}`, time, time);
  }
}

/** A port that was free a moment ago. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
