// A network of one machine, for a server that listens on all of its addresses: nobody else can reach it.
//
// Contract: a Linux namespace, which ends with the process that runs in it.

import type { Place } from "./ten.ts";
import { canRun } from "./ten.ts";

const ADDRESS = "192.168.1.20";

const SETUP = `ip link set lo up && ip addr add ${ADDRESS}/24 dev lo && exec "$@"`;

/** What runs a command there, and the machine's address. */
export const AWAY: { readonly prefix: readonly string[]; readonly address: string } = {
  prefix: ["unshare", "--net", "sh", "-c", SETUP, "sh"],
  address: ADDRESS,
};

const quoted = AWAY.prefix.map((word) => `'${word}'`).join(" ");

/** Why there is none; undefined where one can be made. */
export const NO_AWAY = await canRun(`${quoted} nsenter --version`)
  ? undefined
  : "no network namespace can be made";

/** Runs a line where the process runs. @returns what it printed */
export async function awayFrom(pid: number, line: string, place: Place): Promise<string> {
  return (await place.run(`nsenter --target ${pid} --net ${line}`)).text;
}
