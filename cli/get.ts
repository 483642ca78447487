// `ferry get`: the command's options to a download, and its outcomes to an exit code.
//
// Contract: all URLs are tried, and the first failure's number is the exit code; only an interruption
// and a stdout that takes no more end it before. The first SIGINT or SIGTERM ends the download and
// leaves what can be continued, a second one ends ferry at once.

import { get } from "../client.ts";
import { OutputError } from "../get/errors.ts";
import type { Outcome } from "../get/outcome.ts";
import type { GetCommand } from "./command.ts";
import { ExitCode } from "./exit_code.ts";
import { GetDisplay } from "./get_display.ts";
import { type Failure, failureOf } from "./get_failure.ts";
import type { GetArguments } from "./get_options.ts";
import { resumeNumbered } from "./get_resume.ts";
import { destinationOf, getSettings } from "./get_settings.ts";
import { screen, writeStderr } from "./get_terminal.ts";
import { CaFileError } from "./get_trust.ts";
import { keepOnly, neededBy } from "./privileges.ts";
import { processSources } from "./process_sources.ts";
import type { ProgressDisplay } from "./progress_display.ts";
import { StdoutDestination } from "./stdout.ts";

/** Windows knows no SIGTERM. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM"];

/** With these a signal has ended it. */
const INTERRUPTIONS: readonly ExitCode[] = [ExitCode.Interrupted, ExitCode.Terminated];

/** Fetches. @returns the exit code @throws {UsageError} for what only the file system can tell */
export async function runGet(command: GetCommand): Promise<number> {
  try {
    return await fetchAll(command);
  } catch (error) {
    if (!(error instanceof CaFileError)) throw error;
    writeStderr(`${error.message}\n`);
    return ExitCode.CaFile;
  }
}

async function fetchAll(command: GetCommand): Promise<number> {
  const { targets, options, resume } = command;
  const settings = await getSettings(options, processSources);
  const stdout = new StdoutDestination(Deno.stdout.isTerminal());
  keepOnly(neededBy(command, "work", stdout.isTerminal));
  const destination = destinationOf(options) ?? stdout;
  const toStdout = destination === stdout && !options.recursive;
  using progress = await progressOf(options, toStdout && stdout.isTerminal);
  const display = displayOf(options, stdout, progress);
  const { signal, release } = interruption();
  let exitCode: ExitCode = ExitCode.Ok;
  try {
    const downloads = get(targets, { ...settings, destination, observer: display, signal });
    for await (const outcome of downloads) {
      const failure = failureOf(outcome, resumeOf(outcome, resume, options));
      display.finish(outcome, toldOf(failure, outcome, options));
      if (exitCode === ExitCode.Ok) exitCode = failure?.exitCode ?? ExitCode.Ok;
      if (failure !== undefined && INTERRUPTIONS.includes(failure.exitCode)) {
        exitCode = failure.exitCode;
      }
      if (toStdout && outcome.error instanceof OutputError) break;
    }
  } finally {
    release();
  }
  return exitCode;
}

/** The command that goes on with what is kept of an outcome. */
function resumeOf({ part, url }: Outcome, resume: string, options: GetArguments): string {
  const named = options.output === undefined && !options.recursive;
  return named && part !== undefined ? resumeNumbered(resume, part, url) : resume;
}

/** That a folder was interrupted is told once, and not for each of its files. */
function toldOf(
  failure: Failure | undefined,
  { mirror }: Outcome,
  { recursive }: GetArguments,
): Failure | undefined {
  const ofFolder = recursive && mirror === undefined && failure !== undefined;
  if (!ofFolder || !INTERRUPTIONS.includes(failure.exitCode)) return failure;
  return { ...failure, message: undefined };
}

/** Loaded only where it is drawn: who fetches one small file waits for nothing else. */
async function progressOf(
  options: GetArguments,
  contentOnTerminal: boolean,
): Promise<ProgressDisplay | undefined> {
  const { quiet, json, progress } = options;
  const usual = Deno.stderr.isTerminal() && !quiet && !json && !options["no-progress"];
  if (contentOnTerminal || !(usual || progress)) return undefined;
  const { ProgressDisplay } = await import("./progress_display.ts");
  return new ProgressDisplay({ write: writeStderr, screen, now: () => performance.now() });
}

function displayOf(
  options: GetArguments,
  stdout: StdoutDestination,
  progress: ProgressDisplay | undefined,
): GetDisplay {
  const { verbose, include, head, recursive, json } = options;
  const events = !options.quiet && !json;
  const forPeople = Deno.stderr.isTerminal() && events && !recursive;
  return new GetDisplay({
    status: forPeople || verbose,
    heads: verbose,
    files: forPeople,
    events,
    json,
    progress,
    writeHead: include || head ? (octets) => stdout.writeHead(octets) : undefined,
    write: writeStderr,
  });
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
