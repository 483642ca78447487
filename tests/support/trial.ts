// Trials: what Deno permits, found out by doing it.
//
// Contract: what is made is closed, and what is written lies in the current folder. Anything but Deno's
// refusal counts as permitted, whatever else goes wrong.

import { OPENER } from "../../cli/sharing/browser.ts";

/** A kind of what Deno permits, and something that wants it. */
type Trial = readonly [kind: string, act: () => unknown];

const TRIALS: readonly Trial[] = [
  ["env", () => Deno.env.get("HOME")],
  ["env", () => Deno.env.get("FERRY_AUTH")],
  ["ffi", () => Deno.dlopen("libc.so.6", {}).close()],
  ["net", () => Deno.listen({ hostname: "127.0.0.1", port: 0 }).close()],
  ["read", () => Deno.readTextFileSync("/etc/passwd")],
  ["read", () => Deno.lstatSync("/etc/passwd")],
  ["read", () => Deno.readDirSync("/")],
  ["run", () => new Deno.Command("true").outputSync()],
  ["run", () => new Deno.Command(OPENER[0], { args: ["--help"] }).outputSync()],
  ["sys", () => Deno.networkInterfaces()],
  ["write", () => Deno.writeTextFileSync("trial.txt", "written")],
  ["write", () => Deno.mkdirSync("trial")],
  ["write", () => Deno.removeSync("trial")],
];

const WAITING: readonly Trial[] = [
  ["net", () => Deno.connect({ hostname: "127.0.0.1", port: 65432 })],
  ["net", () => fetch("http://127.0.0.1:65432/")],
  ["read", () => Deno.open("/etc/passwd")],
  ["write", () => Deno.writeTextFile("trial.txt", "written")],
];

/** The kinds of which something is permitted, sorted. */
export function permitted(): string[] {
  return kindsOf(TRIALS.filter(([, act]) => {
    try {
      act();
      return true;
    } catch (fault) {
      return !(fault instanceof Deno.errors.NotCapable);
    }
  }));
}

/** The same, with what takes its time. */
export async function permittedSlowly(): Promise<string[]> {
  const found: Trial[] = [];
  for (const trial of WAITING) {
    try {
      await trial[1]();
      found.push(trial);
    } catch (fault) {
      if (!(fault instanceof Deno.errors.NotCapable)) found.push(trial);
    }
  }
  return [...new Set([...permitted(), ...kindsOf(found)])].sort();
}

function kindsOf(trials: readonly Trial[]): string[] {
  return [...new Set(trials.map(([kind]) => kind))].sort();
}
