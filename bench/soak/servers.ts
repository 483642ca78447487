// The servers that are soaked, and what is seen of them: what is resident, and what is open.

import { fromFileUrl } from "@std/path";
import { freePort, memoryKib } from "../processes.ts";
import type { Address } from "./conversation.ts";
import type { Sample } from "./verdict.ts";

/** The executable. */
export const FERRY = Deno.env.get("FERRY_BIN") ??
  fromFileUrl(new URL("../../dist/ferry", import.meta.url));

/** A server, and the words that make it what it is. */
export interface Kind {
  readonly name: string;
  readonly secure: boolean;
  readonly args: readonly string[];
}

export const KINDS: readonly Kind[] = [
  { name: "plain", secure: false, args: [] },
  { name: "tls", secure: true, args: ["--tls-self-signed", "--workers", "2"] },
];

const ARGS = [
  ...["--host", "127.0.0.1", "--archive", "--compress"],
  ...["--health", "/health", "--metrics", "/metrics"],
];
/** Between the first line and the last of what a start opens. */
const SETTLE_MS = 1000;
const STOP_MS = 15_000;

/** A server under watch. Disposing ends it. */
export class Watch implements AsyncDisposable {
  readonly samples: Sample[] = [];
  /** What it has said on stderr. */
  told = "";
  readonly #child: Deno.ChildProcess;
  readonly #status: Promise<Deno.CommandStatus>;
  readonly #ready = Promise.withResolvers<void>();
  #hasEnded = false;

  private constructor(readonly kind: Kind, readonly port: number, site: string) {
    const args = ["serve", site, "--port", String(port), ...ARGS, ...kind.args];
    const options = { stdin: "null", stdout: "piped", stderr: "piped" } as const;
    this.#child = new Deno.Command(FERRY, { args, ...options }).spawn();
    this.#status = this.#child.status.finally(() => this.#end());
    this.#drain();
    this.#listen();
  }

  /** Starts a server, and waits until it is ready. @throws when it ends instead */
  static async start(kind: Kind, site: string): Promise<Watch> {
    const watch = new Watch(kind, freePort(), site);
    await watch.#ready.promise;
    await new Promise((resume) => setTimeout(resume, SETTLE_MS));
    return watch;
  }

  get address(): Address {
    return { port: this.port, secure: this.kind.secure };
  }

  /** Whether the server is no more. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Looks at it. */
  sample(atMs: number): void {
    if (this.#hasEnded) return;
    const memory = memoryKib(this.#child.pid, "VmRSS");
    this.samples.push({ atMs, memoryKib: memory, openFiles: this.openFiles().length });
  }

  /** What each of its open files is; none when it has ended. */
  openFiles(): string[] {
    if (this.#hasEnded) return [];
    const folder = `/proc/${this.#child.pid}/fd`;
    return [...Deno.readDirSync(folder)].flatMap(({ name }) => {
      try {
        return [Deno.readLinkSync(`${folder}/${name}`)];
      } catch {
        return []; // closed since
      }
    });
  }

  /** Asks it to stop. @returns its exit code */
  async stop(): Promise<number> {
    if (!this.#hasEnded) this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_MS);
    const { code } = await this.#status;
    clearTimeout(timer);
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Reads the access log, as its reader would; its first line says that all is ready. */
  async #drain(): Promise<void> {
    for await (const _octets of this.#child.stdout) this.#ready.resolve();
  }

  async #listen(): Promise<void> {
    const text = this.#child.stderr.pipeThrough(new TextDecoderStream());
    for await (const piece of text) this.told += piece;
  }

  #end(): void {
    this.#hasEnded = true;
    this.#ready.reject(new Error(`${FERRY} has ended: ${this.told.trim()}`));
  }
}
