// The clients: how each fetches one URL into a file, timed from its start to its end.
//
// Contract: ferry has to find the digest right, so it can't be faster by leaving that out.

import { join } from "@std/path";
import { FERRY } from "./peers.ts";
import { versionOf } from "./processes.ts";

/** A file that is fetched. */
export interface Source {
  readonly url: string;
  readonly octets: number;
  /** In lower-case hexadecimal. */
  readonly sha256: string;
}

/** A client that fetches into a file. */
export interface Client {
  readonly name: string;
  readonly command: string;
  /** Its arguments to fetch into `name` in the folder. */
  readonly fetch: (source: Source, folder: string, name: string) => readonly string[];
}

const CLIENTS: readonly Client[] = [
  {
    name: "ferry",
    command: FERRY,
    fetch: ({ url, sha256 }, folder, name) => {
      return ["get", "--quiet", "--sha256", sha256, "--output", join(folder, name), url];
    },
  },
  {
    name: "curl",
    command: "curl",
    fetch: ({ url }, folder, name) => ["--silent", "--fail", "--output", join(folder, name), url],
  },
  {
    name: "wget",
    command: "wget",
    fetch: ({ url }, folder, name) => ["--quiet", "--output-document", join(folder, name), url],
  },
  {
    name: "aria2c",
    command: "aria2c",
    // As one connection, and without filling the file with zeros first, as the others do.
    fetch: ({ url }, folder, name) => {
      const asOthers = ["--quiet", "--split=1", "--file-allocation=none"];
      return [...asOthers, "--dir", folder, "--out", name, url];
    },
  },
];

/** The clients that are here. */
export async function installedClients(): Promise<Client[]> {
  const versions = await Promise.all(
    CLIENTS.map(({ command }) => versionOf(command, ["--version"])),
  );
  for (const [at, { name }] of CLIENTS.entries()) {
    if (versions[at] === undefined) console.error(`Missing: ${name} (bench/install)`);
  }
  return CLIENTS.filter((_, at) => versions[at] !== undefined);
}

/** How long a client takes for a source, in milliseconds. @throws when it fails */
export async function timeFetch(client: Client, source: Source, folder: string): Promise<number> {
  const name = "fetched";
  const command = new Deno.Command(client.command, {
    args: [...client.fetch(source, folder, name)],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  });
  const sinceMs = performance.now();
  const { success, stderr } = await command.output();
  const tookMs = performance.now() - sinceMs;
  if (!success) throw new Error(`${client.name}: ${new TextDecoder().decode(stderr)}`);
  const path = join(folder, name);
  const { size } = Deno.statSync(path);
  Deno.removeSync(path);
  if (size !== source.octets) throw new Error(`${client.name}: ${size} octets`);
  return tookMs;
}
