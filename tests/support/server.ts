// A server for a test: a temporary folder with the files it names, on a free port of 127.0.0.1.

import { dirname, join } from "@std/path";
import type { LogEntry } from "../../serve/access_log.ts";
import type { ServeTimeouts, SiteOptions } from "../../serve/settings.ts";
import { serve, type ServeOptions, type Server } from "../../server.ts";

/** A running server, its folder, and what it said. Disposing stops it and removes the folder. */
export interface TestServer extends AsyncDisposable {
  readonly server: Server;
  readonly folder: string;
  readonly port: number;
  readonly origin: string;
  readonly log: LogEntry[];
  readonly faults: string[];
}

/** What a test may want otherwise. */
export interface TestServerOptions extends Partial<Omit<ServeOptions, "site" | "timeouts">> {
  readonly site?: Partial<SiteOptions>;
  readonly timeouts?: Partial<ServeTimeouts>;
}

/** Times that no test outlasts unless it sets shorter ones. */
const PATIENT: ServeTimeouts = {
  headMs: 60_000,
  idleMs: 60_000,
  stallMs: 60_000,
  lingerMs: 5_000,
};

/** Writes files, by path, into a new temporary folder. */
export function makeFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ferry-test-" }));
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    Deno.mkdirSync(dirname(target), { recursive: true });
    if (typeof content === "string") Deno.writeTextFileSync(target, content);
    else Deno.writeFileSync(target, content);
  }
  return folder;
}

/** Serves the files until disposed. */
export async function startServer(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: TestServerOptions = {},
): Promise<TestServer> {
  const folder = makeFolder(files);
  const log: LogEntry[] = [];
  const faults: string[] = [];
  const server = await serve({
    graceMs: 5_000, // patience at the stop
    log: (entry) => log.push(entry),
    diagnose: (fault) => faults.push(fault),
    ...options,
    timeouts: { ...PATIENT, ...options.timeouts },
    site: { root: folder, ...options.site },
  });
  const [url = ""] = server.urls;
  return {
    server,
    folder,
    port: URL.canParse(url) ? Number(new URL(url).port) : 0,
    origin: url.replace(/\/$/, ""),
    log,
    faults,
    async [Symbol.asyncDispose](): Promise<void> {
      await server.stop();
      Deno.removeSync(folder, { recursive: true });
    },
  };
}
