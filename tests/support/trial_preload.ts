// Loaded before main.ts: says on stderr what this process may do, at SIGUSR1 and when it ends.
//
// Contract: a line `trial WHEN: KINDS` each, for SIGUSR1 one of this thread and one of a new one.

import { TrialThread } from "./trial_asking.ts";
import { permitted, permittedSlowly } from "./trial.ts";

function say(when: string, kinds: readonly string[]): void {
  console.error(`trial ${when}: ${kinds.join(" ")}`);
}

Deno.addSignalListener("SIGUSR1", async () => {
  say("main", await permittedSlowly());
  using thread = await TrialThread.start();
  say("thread", await thread.permitted());
});
globalThis.addEventListener("unload", () => say("end", permitted()));
