// A program on a terminal of its own, which util-linux's `script` makes.

import { FERRY } from "./program.ts";

/** What the terminal is. */
export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  /** The folder it runs in. */
  readonly cwd?: string;
  /** Variables besides those of the test; TERM is `xterm-256color`. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Whether this machine can make one. */
export const HAS_TERMINAL = Deno.build.os === "linux" &&
  new Deno.Command("sh", { args: ["-c", "script -qec true /dev/null </dev/null"] })
    .outputSync().success;

/** A command of sh on a terminal; in it `$FERRY` is the executable. Disposing ends it, by force if need be. */
export class Terminal implements AsyncDisposable {
  /** All that was written to it; each line ending is LF. */
  text = "";
  readonly #child: Deno.ChildProcess;
  readonly #keyboard: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reading: Promise<void>;
  #hasEnded = false;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#keyboard = child.stdin.getWriter();
    this.#reading = this.#read();
  }

  static start(command: string, options: TerminalOptions = {}): Terminal {
    const { columns = 80, rows = 24, cwd, env = {} } = options;
    // Whichever shell `script` takes ($SHELL, or sh), the program takes its place: what is typed and
    // how it ends are the program's alone.
    const line = `stty cols ${columns} rows ${rows} && exec ${command}`;
    const child = new Deno.Command("script", {
      args: ["-qec", line, "/dev/null"],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
      env: { FERRY, TERM: "xterm-256color", NO_COLOR: "", ...env },
      ...(cwd === undefined ? {} : { cwd }),
    }).spawn();
    return new Terminal(child);
  }

  /** Waits until it shows what matches; fails when the program ends before. */
  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = pattern.exec(this.text);
      if (found !== null) return found;
      if (this.#hasEnded) throw new Error(`no ${pattern}: ${JSON.stringify(this.text)}`);
      await new Promise((resume) => setTimeout(resume, 5));
    }
  }

  /** Types; `\x03` is Ctrl+C. */
  async type(keys: string): Promise<void> {
    await this.#keyboard.write(new TextEncoder().encode(keys));
  }

  /** Waits for the program's end; its exit code. */
  async ended(): Promise<number> {
    await this.#reading;
    return (await this.#child.status).code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#hasEnded) this.#child.kill("SIGKILL"); // which hangs up the terminal
    await this.#keyboard.close().catch(() => {});
    await this.ended();
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const octets of this.#child.stdout) {
      this.text += decoder.decode(octets, { stream: true }).replaceAll("\r\n", "\n");
    }
    this.#hasEnded = true;
  }
}
