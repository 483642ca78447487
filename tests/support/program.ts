// The program itself, as a user runs it: the executable dist/ferry, or what FERRY_BIN names.

import { fromFileUrl } from "@std/path";

/** The executable. */
export const FERRY = Deno.env.get("FERRY_BIN") ??
  fromFileUrl(new URL("../../dist/ferry", import.meta.url));

/** How a run is set up. */
export interface RunOptions {
  /** The folder it runs in. */
  readonly cwd?: string;
  /** Variables besides those of the test. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What a run has left. */
export interface Run {
  readonly code: number;
  readonly stdout: Uint8Array;
  /** `stdout` as text, one character an octet. */
  readonly text: string;
  readonly stderr: string;
}

/** Starts ferry, its stdout and stderr piped, its stdin empty. */
export function startFerry(args: readonly string[], options: RunOptions = {}): Deno.ChildProcess {
  return new Deno.Command(FERRY, {
    args: [...args],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1", ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  }).spawn();
}

/** Runs ferry to its end. */
export async function runFerry(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { code, stdout, stderr } = await startFerry(args, options).output();
  const text = Array.from(stdout, (octet) => String.fromCharCode(octet)).join("");
  return { code, stdout, text, stderr: new TextDecoder().decode(stderr) };
}

/** Runs a command line of sh, in which `$FERRY` is the executable. */
export async function runShell(script: string, options: RunOptions = {}): Promise<Run> {
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", script],
    stdin: "null",
    env: { NO_COLOR: "1", FERRY, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout, text: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** A folder that is removed with all that is in it. */
export class TempFolder implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async create(): Promise<TempFolder> {
    return new TempFolder(await Deno.makeTempDir({ prefix: "ferry-test-" }));
  }

  /** One that is there already. */
  static at(path: string): TempFolder {
    return new TempFolder(path);
  }

  /** The path of a name in it. */
  file(name: string): string {
    return `${this.path}/${name}`;
  }

  /** The names in it, sorted. */
  names(): string[] {
    return Array.from(Deno.readDirSync(this.path), ({ name }) => name).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}
