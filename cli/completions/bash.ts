// The completion script for bash.
//
// Contract: what bash alone can read, from 3.2 on, which macOS still has: no bash-completion, no
// associative arrays. Where bash is newer, it completes the names of files itself (`compopt`), so that
// it also puts them in quotation marks.

import {
  allSpellings,
  COMPLETABLE,
  type CompletableOption,
  GENERAL,
  type Offer,
} from "./completable.ts";

const HEAD = `# Completion of ferry for bash, written by: ferry completions bash

_ferry_offer() {
  local IFS=$' \\t\\n'
  COMPREPLY=($(compgen -P "$lead" -W "$*" -- "$cur"))
}

_ferry_names() {
  if [[ -z $lead ]] && compopt -o "$1" 2>/dev/null; then return; fi
  local name kind=-f
  if [[ $1 == dirnames ]]; then kind=-d; fi
  while IFS= read -r name; do
    if [[ -n $name ]]; then COMPREPLY+=("$lead$name"); fi
  done <<< "$(compgen "$kind" -- "$cur")"
}

_ferry() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
  local command= word= lead= attached= plain= i
  COMPREPLY=()

  # --name=value is one word, or three where = is one of COMP_WORDBREAKS.
  if [[ $cur == --*=* ]]; then
    attached=1 prev=\${cur%%=*} lead=\${cur%%=*}= cur=\${cur#*=}
  elif [[ $cur == "=" ]]; then
    attached=1 cur=
  elif [[ $prev == "=" ]]; then
    attached=1 prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi

  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ \${COMP_WORDS[i]} == "--" ]]; then
      plain=1
    elif [[ \${COMP_WORDS[i]} == -* && -z $plain ]]; then
      continue
    elif [[ -z $command ]]; then
      command=\${COMP_WORDS[i]}
    else
      word=\${COMP_WORDS[i]}
    fi
  done
`;

const TAIL = `}

complete -F _ferry ferry
`;

/** The script. */
export function bashScript(): string {
  return [
    HEAD,
    "  if [[ -z $plain ]]; then",
    ...cases("    ", "$command:$prev", [...valuesAfter("needed"), ...unguessable()]),
    "    if [[ -n $attached ]]; then",
    ...cases("      ", "$command:$prev", valuesAfter("optional")),
    "      return",
    "    fi",
    "    if [[ $cur == -* ]]; then",
    ...cases("      ", "$command", optionsOf()),
    "      return",
    "    fi",
    "  fi",
    "",
    ...cases("  ", "$command", wordsOf()),
    TAIL,
  ].join("\n");
}

type Case = readonly [pattern: string, action: string];

function cases(indent: string, subject: string, rows: readonly Case[]): string[] {
  return [
    `${indent}case ${subject} in`,
    ...rows.map(([pattern, action]) => `${indent}  ${pattern}) ${action} ;;`),
    `${indent}esac`,
  ];
}

/** What follows an option, where something can be offered. */
function valuesAfter(value: CompletableOption["value"]): Case[] {
  return COMPLETABLE.flatMap(({ name, options }) =>
    options
      .filter((option) => option.value === value && option.offer.length > 0)
      .map((option): Case => [patternOf(name, [option]), `${offering(option.offer)}; return`])
  );
}

/** The options after which a word stands that only the user knows. */
function unguessable(): Case[] {
  return COMPLETABLE.flatMap(({ name, options }) => {
    const some = options.filter(({ value, offer }) => value === "needed" && offer.length === 0);
    return some.length === 0 ? [] : [[patternOf(name, some), "return"] as const];
  });
}

function patternOf(command: string, options: readonly CompletableOption[]): string {
  return options.flatMap(allSpellings).map((spelling) => `${command}:${spelling}`).join("|");
}

function optionsOf(): Case[] {
  const all = (options: readonly CompletableOption[]): string =>
    `_ferry_offer ${options.flatMap(allSpellings).join(" ")}`;
  return [
    [`""`, all(GENERAL)],
    ...COMPLETABLE.map(({ name, options }): Case => [name, all(options)]),
  ];
}

function wordsOf(): Case[] {
  return [
    [`""`, `_ferry_offer ${COMPLETABLE.map(({ name }) => name).join(" ")}`],
    ...COMPLETABLE.filter(({ offer }) => offer.length > 0).map(({ name, offer }): Case => [
      name,
      offer === "file" ? offering(offer) : `[[ -n $word ]] || ${offering(offer)}`,
    ]),
  ];
}

function offering(offer: Offer): string {
  if (offer === "file") return "_ferry_names default";
  return offer === "folder" ? "_ferry_names dirnames" : `_ferry_offer ${offer.join(" ")}`;
}
