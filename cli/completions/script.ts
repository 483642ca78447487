// The completion script of a shell, written from the declarations of the commands and their options.
//
// Contract: pure. The script needs its shell and nothing else, no package of completions, and does not
// run ferry. A command or an option that is declared is in all of them.

import type { Shell } from "../commands.ts";
import { bashScript } from "./bash.ts";
import { fishScript } from "./fish.ts";
import { zshScript } from "./zsh.ts";

const SCRIPTS: Readonly<Record<Shell, () => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** The script that `ferry completions SHELL` prints, ended by a line ending. */
export function completionScript(shell: Shell): string {
  return SCRIPTS[shell]();
}
