// A terminal with a shell in it: what is typed there, and a recording of all that is to be seen.
//
// Contract: the terminal is a real one (util-linux's `script` makes it), so that programs behave as they
// do for people. Times are in milliseconds on one clock, so that recordings of several go together.

import { type Run, Screen } from "./screen.ts";

/** What is to be seen from a moment on. */
export interface Shot {
  readonly atMs: number;
  readonly lines: readonly (readonly Run[])[];
}

/** In characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Where a shell runs, and with what. */
export interface Place {
  /** A command that runs the one behind it where the recording is to be made; may be empty. */
  readonly prefix: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Between two keys, in milliseconds: somebody who types well. */
const KEY_MS = 45;

/** Green, as many have it. */
const PROMPT = "\x1b[32m$\x1b[0m ";

// deno-lint-ignore no-control-regex -- it is what is left out
const SEQUENCE = /\x1b\[[?\d;]*[@-~]/g;

/** A terminal. Disposing ends the shell. */
export class Terminal implements AsyncDisposable {
  readonly shots: Shot[] = [];
  readonly #screen: Screen;
  readonly #keys: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reading: Promise<void>;
  #text = "";

  private constructor(private readonly child: Deno.ChildProcess, size: Size) {
    this.#screen = new Screen(size.columns, size.rows);
    this.#keys = child.stdin.getWriter();
    this.#reading = this.#read();
  }

  /** Opens one, and waits for the prompt. */
  static async open({ prefix, cwd, env }: Place, { columns, rows }: Size): Promise<Terminal> {
    const words = Object.entries({ ...env, PS1: PROMPT, TERM: "xterm" })
      .map(([name, value]) => `${name}='${value}'`).join(" ");
    const shell = `stty cols ${columns} rows ${rows}; cd '${cwd}'; exec env -i ${words} sh`;
    const [command = "", ...args] = [...prefix, "script", "-qefc", shell, "/dev/null"];
    const child = new Deno.Command(command, {
      args,
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const terminal = new Terminal(child, { columns, rows });
    await terminal.until(/\$ $/);
    return terminal;
  }

  /** Types a line, key by key, and Enter. */
  async type(line: string): Promise<void> {
    for (const key of line) {
      await this.press(key);
      await pause(KEY_MS);
    }
    this.#text = "";
    await this.press("\r");
  }

  /** Presses a key. */
  async press(key: string): Promise<void> {
    await this.#keys.write(new TextEncoder().encode(key));
  }

  /** Waits until what has come since the last Enter, or since the start, matches; colours left out. */
  async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#text)) await pause(5);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill("SIGKILL");
    await this.#keys.close().catch(() => {}); // nobody reads it any more
    await this.#reading;
    await this.child.status;
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const octets of this.child.stdout) {
      const text = decoder.decode(octets, { stream: true });
      this.#text += text.replace(SEQUENCE, "");
      this.#screen.write(text);
      this.shots.push({ atMs: performance.now(), lines: this.#screen.lines() });
    }
  }
}

/** Lets so many milliseconds pass. */
export function pause(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}
