// ferry, curl and wget behind one face: the same download asked of each.

import { FERRY, runShell } from "./program.ts";

/** What a download is asked to do besides. */
export interface Asked {
  /** Goes on with what is there. */
  readonly resume?: boolean;
  /** Asks for a content coding, and decodes it. */
  readonly compressed?: boolean;
  readonly follow?: boolean;
  /** A field line of the user's. */
  readonly field?: string;
}

/** A download client. */
export interface Tool {
  readonly name: "ferry" | "curl" | "wget";
  /** Whether the part of a file has a name of its own. */
  readonly hasPart: boolean;
  readonly command: string;
  /** Arguments that bring the URL to the file, once and without retries. */
  to(file: string, url: string, asked?: Asked): string[];
  /** Arguments that show head and content on stdout. */
  show(url: string): string[];
  /** Its name and version. */
  version(): Promise<string>;
}

/** Arguments, those that are asked for. */
function when(asked: boolean | undefined, ...args: string[]): string[] {
  return asked ? args : [];
}

function field(asked: Asked, name: string): string[] {
  return asked.field === undefined ? [] : [name, asked.field];
}

export const ferry: Tool = {
  name: "ferry",
  hasPart: true,
  command: FERRY,
  to: (file, url, asked = {}) => [
    ...["get", "--retry", "0", "-o", file, ...when(asked.resume, "-C")],
    ...[...when(asked.compressed, "--compressed"), ...field(asked, "-H"), url],
  ],
  show: (url) => ["get", "-i", url],
  version: () => versionOf(FERRY, 2),
};

export const curl: Tool = {
  name: "curl",
  hasPart: false,
  command: "curl",
  to: (file, url, asked = {}) => [
    ...["-q", "-sS", "-m", "60", "-o", file, ...when(asked.resume, "-C", "-")],
    ...[...when(asked.compressed, "--compressed"), ...when(asked.follow, "-L")],
    ...[...field(asked, "-H"), url],
  ],
  show: (url) => ["-q", "-sS", "-i", url],
  version: () => versionOf("curl", 2),
};

export const wget: Tool = {
  name: "wget",
  hasPart: false,
  command: "wget",
  to: (file, url, asked = {}) => [
    ...["--no-config", "-q", "-t1", "-T", "60", ...when(asked.resume, "-c"), "-O", file],
    ...[...when(asked.compressed, "--compression=gzip"), ...field(asked, "--header"), url],
  ],
  show: (url) => ["--no-config", "-q", "-t1", "-S", "-O", "-", url],
  version: async () => (await versionOf("wget", 3)).replace("GNU Wget", "wget"),
};

/** Peers are on this machine, whatever proxies it has. */
const ENV = { no_proxy: "*", NO_PROXY: "*", LC_ALL: "C" };

/** Runs a tool. @returns its exit code */
export async function runTool(tool: Tool, args: readonly string[]): Promise<number> {
  const { code } = await new Deno.Command(tool.command, {
    args: [...args],
    stdin: "null",
    stdout: "null",
    stderr: "null",
    env: ENV,
  }).output();
  return code;
}

/** Runs a tool on a terminal of its own. @returns what came there, and the exit code */
export async function runOnTerminal(
  tool: Tool,
  args: readonly string[],
): Promise<{ readonly code: number; readonly text: string }> {
  const quoted = [tool.command, ...args].map((word) => `"${word}"`).join(" ");
  return await runShell(`script -qec '${quoted}' /dev/null </dev/null`, { env: ENV });
}

/** The first words of what `--version` prints. */
async function versionOf(command: string, words: number): Promise<string> {
  const { text } = await runShell('"$0" --version'.replace("$0", command));
  return text.split(/\s+/).slice(0, words).join(" ");
}
