// `ferry serve`: the command's options to a running server, and its end to an exit code.
//
// Contract: the first line on stdout is the one that scripts wait for, written once every address is
// bound; after it come the lines of the access log. The first SIGINT or SIGTERM stops gracefully, a
// second one at once.

import { resolve } from "@std/path";
import { DEFAULT_LIMITS } from "../http/wire/limits.ts";
import type { ListenAddress } from "../io/listeners.ts";
import { FerryError } from "../http/wire/errors.ts";
import { LineWriter } from "../io/line_writer.ts";
import { escapeControls } from "../io/escape.ts";
import { logFormatter } from "../serve/access_log.ts";
import type { ServeOptions } from "../server.ts";
import { bannerLines } from "./banner.ts";
import type { ServeCommand } from "./command.ts";
import { ExitCode } from "./exit_code.ts";
import { keepOnly, neededBy } from "./privileges.ts";
import { processSources } from "./process_sources.ts";
import { type Running, startServing } from "./running.ts";
import { accessOptions } from "./serve_access.ts";
import type { ServeArguments } from "./serve_options.ts";
import { siteOptions } from "./site_options.ts";
import { UsageError } from "./usage_error.ts";

/** For the peer to close after an answer that ends the connection (Apache: 2 s). */
const LINGER_MS = 2_000;
/** For a slow reader of stdout to take the banner, and at the end the last lines of the log. */
const FLUSH_MS = 1_000;

/** Serves until a signal comes. @returns the exit code */
export async function runServe(command: ServeCommand): Promise<number> {
  const stdout = new LineWriter(Deno.stdout);
  let running: Running;
  try {
    const options = serveOptions(command, stdout);
    running = await startServing(command, options, (lines) => stdout.add(lines));
  } catch (fault) {
    if (fault instanceof UsageError) throw fault;
    diagnose(explain(fault, command.path));
    return ExitCode.Failed;
  }
  const { urls, fingerprint } = running;
  const forPeople = Deno.stdout.isTerminal();
  const lines = bannerLines(urls, resolve(command.path), forPeople, fingerprint);
  keepOnly(neededBy(command, "work", forPeople));
  for (const line of lines) stdout.add(line);
  const signal = firstSignal(); // before the line that scripts wait for: they may stop it at once
  await stdout.flush(FLUSH_MS);
  const failure = await Promise.race([signal, running.failed]);
  if (failure !== undefined) diagnose(failure.message);
  await running.stop();
  await stdout.flush(FLUSH_MS);
  return failure === undefined ? ExitCode.Ok : ExitCode.Failed;
}

/**
 * What the command amounts to in one thread.
 *
 * @param stdout takes lines of the access log
 * @throws {UsageError} for options that can't be meant
 */
export function serveOptions(
  command: ServeCommand,
  stdout: { add(line: string): void },
): ServeOptions {
  const { options } = command;
  const format = logFormatter(options.quiet ? "none" : options["log-format"]);
  return {
    site: siteOptions(command),
    listen: listenAddresses(options),
    limits: DEFAULT_LIMITS,
    timeouts: {
      headMs: options["header-timeout"],
      idleMs: options["idle-timeout"],
      stallMs: options["stall-timeout"],
      lingerMs: LINGER_MS,
    },
    maxConnections: options["max-connections"],
    graceMs: options.grace,
    ...accessOptions(options, processSources),
    precompressed: !options["no-precompressed"],
    compress: options.compress,
    cacheOctets: options["cache-size"],
    ...(format === undefined ? {} : { log: (entry) => stdout.add(format(entry)) }),
    diagnose,
  };
}

function listenAddresses({ unix, host, port }: ServeArguments): ListenAddress[] {
  if (unix !== undefined) return [{ transport: "unix", path: unix }];
  const hostnames = host ?? [undefined];
  return hostnames.map((hostname) => ({ transport: "tcp", hostname, port }));
}

/** Settles at the first SIGINT or SIGTERM; the one after it ends the program. */
function firstSignal(): Promise<void> {
  return new Promise((settle) => {
    let stopping = false;
    const listen = (signal: Deno.Signal, exitCode: number): void =>
      Deno.addSignalListener(signal, () => {
        if (stopping) Deno.exit(exitCode);
        stopping = true;
        settle();
      });
    listen("SIGINT", ExitCode.Interrupted);
    if (Deno.build.os !== "windows") listen("SIGTERM", ExitCode.Terminated);
  });
}

/** Tells, in one sentence, what the machine could not do. */
export function diagnose(fault: string): void {
  console.error(`ferry: ${escapeControls(fault, { keepLines: true })}`);
}

/** Why it can't be served, in one sentence. */
export function explain(fault: unknown, path: string): string {
  if (fault instanceof FerryError) return fault.message;
  if (fault instanceof Deno.errors.NotFound) return `${path} is not there; name a folder or a file`;
  if (fault instanceof Deno.errors.PermissionDenied) return `${path} may not be read by this user`;
  if (fault instanceof Deno.errors.NotCapable) {
    return `${path} is closed to ferry, as /dev, /proc and /sys are; name another folder or file`;
  }
  return fault instanceof Error ? fault.message : String(fault);
}
