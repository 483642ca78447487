// The completion script for fish.
//
// Contract: one `complete` for each command, option and word; a condition each says where it belongs.

import {
  COMPLETABLE,
  type CompletableCommand,
  type CompletableOption,
  GENERAL,
} from "./completable.ts";

const HEAD = `# Completion of ferry for fish, written by: ferry completions fish

# The words so far that are no options.
function __ferry_words
    set -l tokens (commandline -opc)
    for token in $tokens[2..-1]
        string match -q -- '-*' $token; or echo $token
    end
end

# Whether the command is this one; without any, whether there is none yet.
function __ferry_in
    set -l words (__ferry_words)
    test "$words[1]" = "$argv[1]"
end

# Whether it takes names of files here: not behind the = of an option.
function __ferry_names
    set -l token (commandline -ct)
    __ferry_in $argv; and not string match -q -- '--*=*' "$token"
end

# Names of folders, behind the = of an option too.
function __ferry_folders
    set -l token (commandline -ct)
    __fish_complete_directories (string replace -r -- '^--[^=]*=' '' "$token") ''
end

# Whether these are all the words so far.
function __ferry_at
    set -l words (__ferry_words)
    test "$words" = "$argv"
end

complete -c ferry -e
complete -c ferry -f`;

/** The script. */
export function fishScript(): string {
  return [
    HEAD,
    ...COMPLETABLE.map(({ name, summary }) =>
      line("__ferry_at", ["-a", quote(name), "-d", quote(summary)])
    ),
    ...GENERAL.map((option) => optionLine("__ferry_in", option)),
    ...COMPLETABLE.flatMap(commandLines),
    "",
  ].join("\n");
}

function commandLines(command: CompletableCommand): string[] {
  const { name, options, offer } = command;
  const words = offer === "file"
    ? [line(`__ferry_names ${name}`, ["-F"])]
    : offer.length === 0
    ? []
    : [line(`__ferry_at ${name}`, ["-a", quote(list(offer))])];
  return ["", ...words, ...options.map((option) => optionLine(`__ferry_in ${name}`, option))];
}

function optionLine(condition: string, option: CompletableOption): string {
  const { letter, long, meaning } = option;
  const names = [
    ...(letter === undefined ? [] : ["-s", letter.slice(1)]),
    ...long.flatMap((name) => ["-l", name.slice(2)]),
  ];
  return line(condition, [...names, ...valueOf(option), "-d", quote(meaning)]);
}

/** What is said of an option's value: `-r`: there is one, `-F` and `-f`: names of files or none. */
function valueOf({ value, offer }: CompletableOption): string[] {
  if (value === "none") return [];
  const needed = value === "needed" ? ["-r"] : [];
  if (offer === "file") return [...needed, "-F"];
  if (offer === "folder") return [...needed, "-f", "-a", quote("(__ferry_folders)")];
  return [...needed, "-f", ...(offer.length === 0 ? [] : ["-a", quote(list(offer))])];
}

function list(offer: readonly string[] | string): string {
  return typeof offer === "string" ? offer : offer.join(" ");
}

function line(condition: string, rest: readonly string[]): string {
  return ["complete -c ferry -n", quote(condition), ...rest].join(" ");
}

/** One word of the shell. */
function quote(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
