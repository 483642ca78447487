// The man pages: ferry(1), ferry-serve(1), ferry-get(1).
//
// Contract: pure, and the same at any time: the date is the version's. Options, exit codes and examples
// are those of the declarations.

import { type CommandName, COMMANDS, type ManTopic, TAGLINE } from "../commands.ts";
import { exitsOf } from "../exit_code.ts";
import { GENERAL_OPTIONS } from "../general_options.ts";
import { VERSION, VERSION_DATE } from "../version.ts";
import { CONTENTS, type Entry, SOURCES, VALUES } from "./contents.ts";
import { optionSections, variablesEntries } from "./options.ts";
import * as roff from "./roff.ts";

/** The names of all pages: that of the file is `ferry-serve.1`. */
export const MAN_PAGES: readonly (readonly [file: string, topic: ManTopic | undefined])[] = [
  ["ferry.1", undefined],
  ["ferry-serve.1", "serve"],
  ["ferry-get.1", "get"],
];

/** A section's heading and its lines; without lines it is left out. */
type Section = readonly [title: string, body: readonly string[]];

/** The page of a subcommand, or ferry's own, in roff; ended by a line ending. */
export function manPage(topic?: ManTopic): string {
  const name = topic === undefined ? "ferry" : `ferry-${topic}`;
  const summary = topic === undefined ? TAGLINE : uncapital(COMMANDS[topic].summary);
  const version = `"ferry ${roff.literal(VERSION)}"`;
  const sections: Section[] = [
    ["NAME", [`${roff.literal(name)} \\- ${roff.prose(summary)}`]],
    ...(topic === undefined ? overview() : command(topic)),
    ["SEE ALSO", [roff.marked(
      CONTENTS[topic ?? "ferry"].seeAlso.map((page) => `\`${page}\`(1)`).join(", "),
    )]],
  ];
  return [
    `.\\" Written by: ferry man${topic === undefined ? "" : ` ${topic}`}`,
    `.TH ${roff.literal(name.toUpperCase())} 1 ${VERSION_DATE} ${version} "User Commands"`,
    // Neither hyphens that nobody typed nor wide gaps: what is read may be copied.
    ".nh",
    ".ad l",
    ...sections.flatMap(([title, body]) => body.length === 0 ? [] : roff.section(title, body)),
    "",
  ].join("\n");
}

function overview(): Section[] {
  const { description } = CONTENTS.ferry;
  const commands = Object.values(COMMANDS);
  return [
    ["SYNOPSIS", synopsis(commands.flatMap(({ usage }) => usage))],
    ["DESCRIPTION", roff.paragraphs(description.map(roff.marked))],
    [
      "COMMANDS",
      commands.flatMap(({ name, summary, words }) => {
        const explained = name === "serve" || name === "get"
          ? `See \`ferry-${name}\`(1).`
          : words.map(([word, meaning]) => `*${word}*: ${uncapital(meaning)}.`).join(" ");
        return roff.entry(roff.bold(name), roff.marked(`${summary}. ${explained}`));
      }),
    ],
    ["OPTIONS", optionSections(GENERAL_OPTIONS).flat()],
    ["ENVIRONMENT", roff.paragraphs(SOURCES.map(roff.marked))],
    [
      "EXIT STATUS",
      entries([
        ["`0`", "All is well."],
        [
          "`2`",
          "The command line, the environment or the file of options can't be meant; what to " +
          "write instead is said on standard error.",
        ],
        ["Others", "As `ferry-serve`(1) and `ferry-get`(1) list them."],
      ]),
    ],
    ["EXAMPLES", examples(["serve", "get", "completions", "man"], 2)],
  ];
}

function command(topic: ManTopic): Section[] {
  const { usage, words, options } = COMMANDS[topic];
  const { description, signals, environment, files } = CONTENTS[topic];
  const arguments_ = words.flatMap(([word, meaning]) =>
    roff.entry(roff.italic(word), `${roff.prose(meaning)}.`)
  );
  return [
    ["SYNOPSIS", synopsis(usage)],
    ["DESCRIPTION", [...roff.paragraphs(description.map(roff.marked)), ...arguments_]],
    ["OPTIONS", [...roff.lines(roff.marked(VALUES)), ...optionSections(options).flat()]],
    ["SIGNALS", entries(signals)],
    ["ENVIRONMENT", [
      ...roff.paragraphs(SOURCES.map(roff.marked)),
      ...variablesEntries(options),
      ...entries(environment),
    ]],
    ["FILES", entries(files)],
    [
      "EXIT STATUS",
      exitsOf(topic).flatMap(([code, when]) =>
        roff.entry(roff.bold(String(code)), `${roff.prose(capital(when))}.`)
      ),
    ],
    ["EXAMPLES", examples([topic], Infinity)],
  ];
}

/** Forms of a command: what is to be typed in bold, what stands for something else in italics. */
function synopsis(forms: readonly string[]): string[] {
  return forms.flatMap((form, i) => {
    const text = form.replace(/[A-Z]{2,}|\boptions\b|[a-z]+/g, (word) => {
      return /^[A-Z]/.test(word) || word === "options" ? roff.italic(word) : roff.bold(word);
    });
    return [...(i === 0 ? [] : [".br"]), `${roff.bold("ferry")} ${text}`];
  });
}

function entries(list: readonly Entry[]): string[] {
  return list.flatMap(([term, meaning]) => roff.entry(roff.marked(term), roff.marked(meaning)));
}

function examples(names: readonly CommandName[], most: number): string[] {
  const chosen = names.flatMap((name) => COMMANDS[name].examples.slice(0, most));
  return chosen.flatMap(([line, meaning], i) => [
    ...(i === 0 ? [] : [".PP"]),
    ...roff.lines(`${roff.prose(meaning)}:`),
    ...roff.display([line]),
  ]);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function uncapital(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
