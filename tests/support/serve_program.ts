// `ferry serve` as a program that runs while a test lasts.

import { join } from "@std/path";
import { FERRY } from "./program.ts";
import { makeFolder } from "./server.ts";

/** How it is started, besides what it is told. */
export interface ServeProgramOptions extends Pick<Deno.CommandOptions, "cwd" | "clearEnv" | "uid"> {
  readonly env?: Record<string, string>;
  /** The executable; default that of all tests. */
  readonly program?: string;
  /** A command of sh to run before it, in the same process. */
  readonly before?: string;
}

/** A running `ferry serve` and what it has said. Disposing ends it, if need be by force. */
export class ServeProgram implements AsyncDisposable {
  stdout = "";
  stderr = "";
  /** Its exit code. */
  readonly ended: Promise<number>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #reading: Promise<void>[];
  #hasEnded = false;

  private constructor(readonly child: Deno.ChildProcess) {
    this.#reader = child.stdout.getReader();
    const stderr = child.stderr.getReader();
    this.#reading = [
      drain(this.#reader, (text) => this.stdout += text),
      drain(stderr, (text) => this.stderr += text),
    ];
    this.ended = child.status.then(({ code }) => {
      this.#hasEnded = true;
      return code;
    });
  }

  /** Starts it, and waits for its first line. */
  static async start(
    args: readonly string[],
    { before, env = {}, program: path = FERRY, ...options }: ServeProgramOptions = {},
  ): Promise<ServeProgram> {
    const [command, first] = before === undefined
      ? [path, []]
      : ["sh", ["-c", `${before} && exec "$0" "$@"`, path]];
    return await ServeProgram.startAs([command, ...first, "serve", ...args], { env, ...options });
  }

  /** Starts it by any command that ends up as `ferry serve`, in the same process. */
  static async startAs(
    [command = "", ...args]: readonly string[],
    options: Pick<Deno.CommandOptions, "cwd" | "clearEnv" | "uid" | "env">,
  ): Promise<ServeProgram> {
    const child = new Deno.Command(command, {
      args,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      ...options,
    }).spawn();
    const program = new ServeProgram(child);
    await program.until(() => program.stdout.includes("\n"));
    return program;
  }

  /** The first line of stdout. */
  get ready(): string {
    return this.stdout.slice(0, this.stdout.indexOf("\n"));
  }

  /** The lines behind the first one. */
  get log(): string[] {
    return this.stdout.split("\n").slice(1, -1);
  }

  /** The port in the first line. */
  get port(): number {
    return Number(/:(\d+)\/$/.exec(this.ready)?.[1]);
  }

  /** Waits until the condition holds; fails when the program ends before. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.#hasEnded) {
        await Promise.all(this.#reading); // the last words may still be on their way
        if (condition()) return;
        throw new Error(`ferry has ended: ${JSON.stringify([this.stdout, this.stderr])}`);
      }
      await new Promise((resume) => setTimeout(resume, 5));
    }
  }

  /** Closes the reading end of its stdout, as `head` does. */
  async closeStdout(): Promise<void> {
    await this.#reader.cancel();
  }

  /** Sends a signal and waits for the end; the exit code. */
  async end(signal: Deno.Signal = "SIGTERM"): Promise<number> {
    this.child.kill(signal);
    const code = await this.ended;
    await Promise.all(this.#reading);
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#hasEnded) this.child.kill("SIGKILL");
    await this.ended;
    await Promise.all(this.#reading);
  }
}

async function drain(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  take: (text: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    take(decoder.decode(value, { stream: true }));
  }
}

/** Whether this machine has a command of that name. */
export function hasCommand(name: string): boolean {
  try {
    return new Deno.Command("sh", { args: ["-c", 'command -v "$0"', name] }).outputSync().success;
  } catch {
    return false; // there is no sh
  }
}

/** Whether this machine has IPv6. */
export const HAS_IPV6 = Deno.networkInterfaces().some(({ address }) => address === "::1");

/** What it serves. */
export const FILES = {
  "hello.html": "<p>hello</p>",
  "main.htm": "main",
  ".env": "hidden",
  "plain/b.txt": "bb",
  "outside/secret.txt": "outside",
};

/** A program that serves FILES, and some links among them. */
export interface Running {
  readonly program: ServeProgram;
  readonly folder: string;
  readonly get: (path: string) => Promise<{ status: number; text: string }>;
}

/** Calls `use` with a program that serves FILES, at any free port unless the arguments name one. */
export async function withServe(
  args: readonly string[],
  use: (running: Running) => Promise<void>,
  options: ServeProgramOptions = {},
): Promise<void> {
  const folder = makeFolder(FILES);
  try {
    Deno.symlinkSync("hello.html", join(folder, "in.html"));
    Deno.symlinkSync("../outside", join(folder, "plain", "out"));
    const port = args.some((each) => /^(?:-p|--port|--unix)$/.test(each)) ? [] : ["--port", "0"];
    await using program = await ServeProgram.start([folder, ...port, ...args], options);
    await use({
      program,
      folder,
      async get(path): Promise<{ status: number; text: string }> {
        const response = await fetch(`http://127.0.0.1:${program.port}${path}`);
        return { status: response.status, text: await response.text() };
      },
    });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}
