// The real shells, asked what they would offer: each loads a completion script and completes lines.
//
// Contract: a line stands with the cursor at its end. bash is asked by a call of its completion function
// with the words as readline would cut them; zsh finds the script in its fpath and completes in its line
// editor, on a terminal of its own (zsh/zpty), where what reaches `compadd` is noted; fish has
// `complete -C`. None reads a user's files.

import { TempFolder } from "./program.ts";
import type { Shell } from "../../cli/commands.ts";

/** What a shell offers. */
export interface Offered {
  readonly words: readonly string[];
  /** All that is shown to explain them, in a text of lines; bash shows nothing. */
  readonly shown: string;
}

/** Whether `command` is on the PATH. */
export async function installed(command: string): Promise<boolean> {
  const { success } = await new Deno.Command("sh", { args: ["-c", `command -v ${command}`] })
    .output();
  return success;
}

/**
 * What `shell` offers at the end of each line, once it has loaded `script`.
 *
 * @param cwd where names of files are looked up
 */
export async function ask(
  shell: Shell,
  script: string,
  lines: readonly string[],
  cwd: string,
): Promise<ReadonlyMap<string, Offered>> {
  await using folder = await TempFolder.create();
  await Deno.writeTextFile(folder.file("_ferry"), script);
  await Deno.writeTextFile(folder.file("driver"), DRIVERS[shell]);
  await Deno.writeTextFile(folder.file("setup"), ZSH_SETUP);
  const flags = { bash: ["--norc", "--noprofile"], zsh: ["-f"], fish: ["--no-config"] };
  const { stdout, stderr } = await new Deno.Command(shell, {
    args: [...flags[shell], folder.file("driver")],
    cwd,
    stdin: "null",
    env: {
      SCRIPT: folder.file("_ferry"),
      SETUP: folder.file("setup"),
      ANSWERS: folder.file("answers"),
      QUESTIONS: lines.join("\n"),
      HOME: folder.path,
      TERM: "xterm",
    },
  }).output();
  const decoder = new TextDecoder();
  const complaints = decoder.decode(stderr);
  if (complaints !== "") throw new Error(`${shell}: ${complaints}`);
  return answersIn(decoder.decode(stdout));
}

/** Answers are blocks: `? LINE`, then `+ WORD` and `# EXPLANATION` in any order. */
function answersIn(text: string): Map<string, Offered> {
  const answers = new Map<string, Offered>();
  for (const block of text.split(/^\? /m).slice(1)) {
    const [line = "", ...rest] = block.split("\n");
    const after = (mark: string): string[] =>
      rest.filter((each) => each.startsWith(mark)).map((each) => each.slice(mark.length));
    const words = after("+ ").filter((word) => word !== "");
    answers.set(line, { words: [...new Set(words)], shown: after("# ").join("\n") });
  }
  return answers;
}

/** `=` stands alone among COMP_WORDS, as readline's COMP_WORDBREAKS have it. */
const BASH_DRIVER = `
source "$SCRIPT"
while IFS= read -r line; do
  printf '? %s\\n' "$line"
  spaced=\${line//=/ = }
  read -ra COMP_WORDS <<< "$spaced"
  case $line in *" ") COMP_WORDS+=("") ;; esac
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
  _ferry
  if ((\${#COMPREPLY[@]})); then printf '+ %s\\n' "\${COMPREPLY[@]}"; fi
done <<< "$QUESTIONS"
`;

const FISH_DRIVER = `
source $SCRIPT
for line in (string split \\n -- $QUESTIONS)
    echo "? $line"
    complete -C $line | while read -d \\t -l word shown
        echo "+ $word"
        echo "# $shown"
    end
end
`;

const ZSH_DRIVER = `
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'source $SETUP'
zpty -r shell seen '*READY*'
zpty -w -n shell $'\\x18'
while zpty -r shell seen; do :; done
cat $ANSWERS
`;

const ZSH_SETUP = `
PROMPT= LISTMAX=100000
stty columns 300
unsetopt auto_list auto_menu list_beep
fpath=(\${SCRIPT:h} $fpath)
autoload -Uz compinit
compinit -D -u
compadd() {
  local -a found
  local shown
  if [[ \${@[1,(i)(-|--)]} != *-[OAD]\\ * ]]; then
    builtin compadd -O found "$@"
    print -rl -- "+ "$^found >> $ANSWERS
    shown=\${@[(i)-d]}
    shown=\${@[shown+1]}
    if [[ -n $shown ]]; then print -rl -- "# "\${(P)^shown} >> $ANSWERS; fi
  fi
  builtin compadd "$@"
}
ask-all() {
  local line
  for line in "\${(@f)QUESTIONS}"; do
    print -r -- "? $line" >> $ANSWERS
    BUFFER=$line CURSOR=$#line
    zle complete-word
  done
  exit
}
zle -N ask-all
bindkey '^X' ask-all
print READY
`;

const DRIVERS: Readonly<Record<Shell, string>> = {
  bash: BASH_DRIVER,
  zsh: ZSH_DRIVER,
  fish: FISH_DRIVER,
};
