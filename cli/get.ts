// `ferry get`: the command's options to a download, and its outcomes to an exit code.
//
// Contract: all URLs are tried, and the first failure's number is the exit code; only an interruption
// and a stdout that takes no more end it before. The first SIGINT or SIGTERM ends the download and
// leaves nothing half done, a second one ends ferry at once.

import { join } from "@std/path";
import { get, type GetOptions } from "../client.ts";
import { type Destination, FileDestination, NamedDestination } from "../get/files/destination.ts";
import { OutputError } from "../get/errors.ts";
import { DEFAULT_LIMITS } from "../http/wire/limits.ts";
import type { GetCommand } from "./command.ts";
import { ExitCode } from "./exit_code.ts";
import { GetDisplay } from "./get_display.ts";
import { failureOf } from "./get_failure.ts";
import type { GetArguments } from "./get_options.ts";
import { StdoutDestination } from "./stdout.ts";
import { VERSION } from "./version.ts";

/** Windows knows no SIGTERM. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM"];

/** Fetches. @returns the exit code */
export async function runGet({ targets, options }: GetCommand): Promise<number> {
  const stdout = new StdoutDestination(Deno.stdout.isTerminal());
  const destination = destinationOf(options) ?? stdout;
  const display = displayOf(options, stdout, destination);
  const { signal, release } = interruption();
  let exitCode: number = ExitCode.Ok;
  try {
    const settings = { ...getOptions(options), destination, observer: display, signal };
    for await (const outcome of get(targets, settings)) {
      const failure = failureOf(outcome);
      display.finish(outcome, failure?.message);
      if (exitCode === ExitCode.Ok) exitCode = failure?.exitCode ?? ExitCode.Ok;
      if (signal.aborted && failure !== undefined) exitCode = failure.exitCode;
      if (destination === stdout && outcome.error instanceof OutputError) break;
    }
  } finally {
    release();
  }
  return exitCode;
}

/** Where the content goes, unless that is stdout. */
function destinationOf(options: GetArguments): Destination | undefined {
  const { output, "output-dir": folder, clobber } = options;
  if (output !== undefined) {
    return new FileDestination(folder === undefined ? output : join(folder, output));
  }
  if (folder === undefined && !options["remote-name"]) return undefined;
  return new NamedDestination(folder ?? "", clobber);
}

function displayOf(
  options: GetArguments,
  stdout: StdoutDestination,
  destination: Destination,
): GetDisplay {
  const { verbose, quiet, include, head } = options;
  const forPeople = Deno.stderr.isTerminal() && !quiet;
  const contentOnTerminal = destination === stdout && stdout.isTerminal;
  return new GetDisplay({
    status: forPeople || verbose,
    heads: verbose,
    progress: (forPeople && !options["no-progress"] || options.progress) && !contentOnTerminal,
    files: forPeople,
    writeHead: include || head ? (octets) => stdout.writeHead(octets) : undefined,
  });
}

function getOptions(options: GetArguments): Omit<GetOptions, "destination"> {
  return {
    method: options.head ? "HEAD" : "GET",
    fields: (options.header ?? []).map(({ name, value }) => [name, value] as const),
    userAgent: `ferry/${VERSION}`,
    maxRedirects: options["no-follow"] ? undefined : options["max-redirects"],
    timeouts: {
      connectMs: options["connect-timeout"],
      idleMs: options["idle-timeout"],
      totalMs: options["max-time"],
    },
    limits: DEFAULT_LIMITS,
  };
}

/** A signal that the first SIGINT or SIGTERM aborts, with its name for the reason. */
function interruption(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const listeners = SIGNALS.map((name) => [name, (): void => interrupt(name)] as const);
  const release = (): void => {
    for (const [name, listener] of listeners) Deno.removeSignalListener(name, listener);
  };
  const interrupt = (name: Deno.Signal): void => {
    release();
    controller.abort(name);
  };
  for (const [name, listener] of listeners) Deno.addSignalListener(name, listener);
  return { signal: controller.signal, release };
}
