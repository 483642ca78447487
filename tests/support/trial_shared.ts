// A program that drops permissions, one after the other, and says after each what is left to its main
// thread, to a thread that was there before, and to one that is started afterwards.

import { keepOnly, type Permission, PERMISSIONS } from "../../cli/privileges.ts";
import { TrialThread } from "./trial_asking.ts";
import { permittedSlowly } from "./trial.ts";

using before = await TrialThread.start();
const left: Permission[] = [...PERMISSIONS];
for (const dropped of ["sys", "write", "env", "run", "net"] as const) {
  left.splice(left.indexOf(dropped), 1);
  keepOnly(left);
  using after = await TrialThread.start();
  const found = [await permittedSlowly(), await before.permitted(), await after.permitted()];
  console.log(JSON.stringify([left, found]));
}
