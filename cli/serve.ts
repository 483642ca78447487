// `ferry serve`: the command's options to a running server, and its end to an exit code.
//
// Contract: the first line on stdout is the one that scripts wait for, written once every address is
// bound; after it come the lines of the access log. The first SIGINT or SIGTERM stops gracefully, a
// second one at once.

import type { ListenAddress } from "../io/listeners.ts";
import { FerryError } from "../http/wire/errors.ts";
import { LineWriter } from "../io/line_writer.ts";
import { logFormatter } from "../serve/access_log.ts";
import { diagnose, type ServeSettings, serveSettings } from "../serve/settings.ts";
import { loadBanner } from "./banner.ts";
import type { ServeCommand } from "./command.ts";
import { ExitCode } from "./exit_code.ts";
import { noticeOf } from "./manual.ts";
import { keepOnly, neededBy } from "./privileges.ts";
import { processSources } from "./process_sources.ts";
import { type Running, startServing } from "./running.ts";
import { accessOptions } from "./serve_access.ts";
import type { ServeArguments } from "./serve_options.ts";
import { siteOptions } from "./site_options.ts";
import { UsageError } from "./usage_error.ts";

/** For a slow reader of stdout to take the banner, and at the end the last lines of the log. */
const FLUSH_MS = 1_000;

/** Serves until a signal comes. @returns the exit code */
export async function runServe(command: ServeCommand): Promise<number> {
  const stdout = new LineWriter(Deno.stdout);
  const sayReady = await loadBanner(command);
  let running: Running;
  let site: ServeSettings["site"];
  try {
    const options = serveOptions(command, stdout);
    ({ site } = options);
    running = await startServing(command, options, (lines) => stdout.add(lines));
  } catch (fault) {
    if (fault instanceof UsageError) throw fault;
    diagnose(explain(fault, command.path));
    return ExitCode.Failed;
  }
  for (const line of sayReady(running, site)) stdout.add(line);
  const notice = Deno.stdout.isTerminal() ? undefined : noticeOf(site);
  if (notice !== undefined) diagnose(notice);
  keepOnly(neededBy(command, "work", Deno.stdout.isTerminal()));
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
): ServeSettings {
  const { options } = command;
  const format = logFormatter(options.quiet ? "none" : options["log-format"]);
  return serveSettings({
    site: siteOptions(command),
    listen: listenAddresses(options),
    timeouts: {
      headMs: options["header-timeout"],
      idleMs: options["idle-timeout"],
      stallMs: options["stall-timeout"],
    },
    maxConnections: options["max-connections"],
    graceMs: options.grace,
    ...accessOptions(options, processSources),
    precompressed: !options["no-precompressed"],
    compress: options.compress,
    watch: options.watch,
    cacheOctets: options["cache-size"],
    log: format && ((entry): void => stdout.add(format(entry))),
  });
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

/** Why it can't be served, in one sentence. */
export function explain(fault: unknown, path: string): string {
  if (fault instanceof FerryError) return fault.message;
  if (fault instanceof Deno.errors.NotFound) {
    const isPort = /^[0-9]+$/.test(path); // as python3 -m http.server and php -S take it
    return `${path} is not there; ${
      isPort ? `for a port write -p ${path}` : "name a folder or a file"
    }`;
  }
  if (fault instanceof Deno.errors.PermissionDenied) {
    return `${path} may not be read by this user; change that, or name another`;
  }
  if (fault instanceof Deno.errors.NotCapable) {
    return `${path} is closed to ferry, as /dev, /proc and /sys are; name another folder or file`;
  }
  return fault instanceof Error ? fault.message : String(fault);
}
