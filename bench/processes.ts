// Programs that the bench runs: found, run to their end, or started and stopped by their own pid.

/** Files and sockets a server may have open; where that is not allowed, as many as are. */
const OPEN_FILES = 65_536;
const STOP_MS = 5000;
/** Places in /proc/PID/stat behind the name, and what is counted there: hundredths of a second. */
const [UTIME, STIME] = [11, 12];
const TICKS = 100;

/** What a command printed. @throws when it fails */
export async function run(command: string, args: readonly string[]): Promise<string> {
  const output = await new Deno.Command(command, { args: [...args], stdin: "null" }).output();
  const text = new TextDecoder();
  if (output.success) return text.decode(output.stdout);
  throw new Error(`${command} ${args.join(" ")}: ${text.decode(output.stderr)}`);
}

/** The first line a program tells of its version; undefined when it is not installed. */
export async function versionOf(
  command: string,
  args: readonly string[],
): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await new Deno.Command(command, { args: [...args] }).output();
    const text = new TextDecoder();
    const told = text.decode(stdout).trim() || text.decode(stderr).trim();
    return told.split("\n")[0] ?? "";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** A program that runs until it is disposed. */
export class Program implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #status: Promise<Deno.CommandStatus>;
  #ended = false;

  /** Starts `argv`; what it prints goes to the file `log`, or nowhere. */
  constructor(argv: readonly string[], log = "/dev/null") {
    const raise = `ulimit -n ${OPEN_FILES} 2>/dev/null || ulimit -n "$(ulimit -Hn)"`;
    this.#child = new Deno.Command("sh", {
      args: ["-c", `${raise}; out="$1"; shift; exec "$@" >"$out"`, "sh", log, ...argv],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    this.#status = this.#child.status.finally(() => this.#ended = true);
  }

  get pid(): number {
    return this.#child.pid;
  }

  get ended(): boolean {
    return this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ended) return;
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_MS);
    await this.#status;
    clearTimeout(timer);
  }
}

/** Memory of a process and its children, in KiB: what it holds (`VmRSS`) or once held (`VmHWM`). */
export function memoryKib(pid: number, field: "VmRSS" | "VmHWM"): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  const line = status.split("\n").find((line) => line.startsWith(`${field}:`)) ?? "";
  const own = Number(/[0-9]+/.exec(line)?.[0] ?? NaN);
  return childrenOf(pid).reduce((sum, child) => sum + memoryKib(child, field), own);
}

/** Time on a core that a process and its children took up to now, in seconds. */
export function cpuSeconds(pid: number): number {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ").map(Number);
  const own = ((fields[UTIME] ?? NaN) + (fields[STIME] ?? NaN)) / TICKS;
  return childrenOf(pid).reduce((sum, child) => sum + cpuSeconds(child), own);
}

function childrenOf(pid: number): number[] {
  const words = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`).trim();
  return words === "" ? [] : words.split(" ").map(Number);
}

/** A port that was free a moment ago. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
