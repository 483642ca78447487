// The completion script for zsh.
//
// Contract: a function for zsh's own completion system. In a file _ferry of a folder of `fpath` it is
// loaded when it is first wanted; sourced after `compinit`, it is there at once.

import {
  allSpellings,
  COMPLETABLE,
  type CompletableCommand,
  type CompletableOption,
  GENERAL,
  type Offer,
} from "./completable.ts";

const INDENT = "        ";

/** The script. */
export function zshScript(): string {
  return `#compdef ferry
# Completion of ferry for zsh, written by: ferry completions zsh

_ferry_commands() {
  local -a commands=(
${COMPLETABLE.map(({ name, summary }) => `    ${quote(`${name}:${summary}`)}`).join("\n")}
  )
  _describe -t commands command commands
}

_ferry() {
  local curcontext=$curcontext context state state_descr ret=1
  local -a line
  local -A opt_args
  _arguments -C -s -S : \\
${GENERAL.flatMap(specsOf).map((spec) => `    ${spec} \\`).join("\n")}
    '1:command:_ferry_commands' \\
    '*::word:->word' && ret=0
  [[ $state == word ]] || return ret
  curcontext=\${curcontext%:*}-$line[1]:
  case $line[1] in
${COMPLETABLE.map(caseOf).join("\n")}
  esac
  return ret
}

if [[ $funcstack[1] == _ferry ]]; then
  _ferry "$@"
elif (( $+functions[compdef] )); then
  compdef _ferry ferry
fi
`;
}

function caseOf(command: CompletableCommand): string {
  const specs = [...command.options.flatMap(specsOf), wordSpec(command)];
  return [
    `    ${command.name})`,
    "      _arguments -s -S : \\",
    ...specs.map((spec, i) => INDENT + spec + (i < specs.length - 1 ? " \\" : " && ret=0")),
    "      ;;",
  ].join("\n");
}

/** An option, as _arguments wants it: one specification for each way to write it. */
function specsOf(option: CompletableOption): string[] {
  const { repeatable, alone, excludes, meaning } = option;
  const others = alone ? ["-", "*"] : [...(repeatable ? [] : allSpellings(option)), ...excludes];
  const lead = (others.length === 0 ? "" : `(${others.join(" ")})`) + (repeatable ? "*" : "");
  return allSpellings(option).map((spelling) =>
    quote(
      `${lead}${spelling}${signOf(spelling, option)}[${escape(meaning)}]${valueOf(option)}`,
    )
  );
}

/** How the value follows: `-p 1` and `-p1`, `--port 1` and `--port=1`, only `--spa=x`. */
function signOf(spelling: string, { value }: CompletableOption): string {
  if (value === "none") return "";
  if (value === "optional") return "=-";
  return spelling.startsWith("--") ? "=" : "+";
}

function valueOf({ value, placeholder, offer }: CompletableOption): string {
  if (value === "none") return "";
  return `${value === "optional" ? "::" : ":"}${escape(placeholder)}:${actionOf(offer)}`;
}

function wordSpec({ word, words, offer }: CompletableCommand): string {
  return quote(`${words === "many" ? "*" : "1"}:${escape(word)}:${actionOf(offer)}`);
}

function actionOf(offer: Offer): string {
  if (offer === "file") return "_files";
  if (offer === "folder") return "_files -/";
  return offer.length === 0 ? " " : `(${offer.join(" ")})`;
}

/** Text inside a specification. */
function escape(text: string): string {
  return text.replace(/[\\[\]:]/g, "\\$&");
}

/** One word of the shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
