// The help pages, rendered from the declarations.
//
// Contract: plain text of 80 columns at most, ended by a line ending; nothing is rendered before it
// is asked for.

import { COMMANDS, type HelpTopic, TAGLINE } from "./commands.ts";
import { exitsOf } from "./exit_code.ts";
import { GENERAL_OPTIONS } from "./general_options.ts";
import { type Option, type OptionTable, placeholderOf } from "./options.ts";
import { VERSION_LINE } from "./version.ts";

type Row = readonly [label: string, meaning: string];

const COLUMNS = 80;
/** An option's label that is longer stands on a line of its own. */
const LABEL_COLUMNS = 26;
/** A space at which lines don't break. */
const NO_BREAK = "\u{a0}";

/** Of the examples of each end, how many the overview shows. */
const OVERVIEW_EXAMPLES = 3;

const SOURCES =
  "Each long option but --help and --version can also be set by the environment, --idle-timeout as " +
  `FERRY_IDLE_TIMEOUT, or in the --config file, a JSON object such as {"idle-timeout":${NO_BREAK}` +
  `"10s", "quiet":${NO_BREAK}true}. The command line wins over the environment, that over the file. ` +
  "Times are written 500ms, 10s, 2m or 1h; sizes 64k, 10m or 1g.";

/** The page of a subcommand, or the overview of all. */
export function helpText(topic?: HelpTopic): string {
  return topic === undefined ? overview() : page(topic);
}

function overview(): string {
  const commands = Object.values(COMMANDS);
  return sections([
    `${VERSION_LINE}: ${TAGLINE}`,
    usage(commands.flatMap((command) => command.usage)),
    section("Commands", commands.map(({ name, summary }): Row => [name, summary])),
    ...optionSections(GENERAL_OPTIONS),
    examples(
      [COMMANDS.serve, COMMANDS.get].flatMap((command) =>
        command.examples.slice(0, OVERVIEW_EXAMPLES)
      ),
    ),
    "ferry help serve and ferry help get list every option, with more examples.",
  ]);
}

function page(topic: HelpTopic): string {
  const command = COMMANDS[topic];
  const isEnd = topic === "serve" || topic === "get";
  const exits = isEnd ? exitsOf(topic) : [];
  return sections([
    `ferry ${command.name}: ${command.summary}`,
    usage(command.usage),
    section("Arguments", command.words),
    ...optionSections(command.options),
    ...(isEnd ? [wrap(SOURCES, COLUMNS).join("\n")] : []),
    ...(isEnd
      ? [section("Exit codes", exits.map(([code, what]): Row => [String(code).padStart(3), what]))]
      : []),
    examples(command.examples),
  ]);
}

/** Each example below the words that say what it is for. */
function examples(rows: readonly Row[]): string {
  return ["Examples:", ...rows.flatMap(([line, meaning]) => [`  ${meaning}:`, `    ${line}`])]
    .join("\n");
}

function sections(parts: readonly string[]): string {
  return parts.join("\n\n") + "\n";
}

function usage(forms: readonly string[]): string {
  return ["Usage:", ...forms.map((form) => `  ferry ${form}`)].join("\n");
}

function optionSections(table: OptionTable): string[] {
  const options = Object.entries(table);
  const longest = Math.max(...options.map(([name, option]) => label(name, option).length));
  const groups = [...new Set(options.map(([, option]) => option.group))];
  return groups.map((group) =>
    section(
      group,
      options.filter(([, option]) => option.group === group).map(([name, option]): Row => [
        label(name, option),
        option.meaning + notes(option),
      ]),
      Math.min(longest, LABEL_COLUMNS),
    )
  );
}

/** `-p, --port N`, or `    --host ADDR` without a letter. */
function label(name: string, option: Option): string {
  const letter = option.short === undefined ? "    " : `-${option.short}, `;
  const placeholder = placeholderOf(option);
  if (option.kind === "flag") return `${letter}--${name}`;
  if (option.kind === "optional text") return `${letter}--${name}[=${placeholder}]`;
  return `${letter}--${name} ${placeholder}`;
}

function notes(option: Option): string {
  const standing = option.default ?? option.absent;
  const parts = [
    standing === undefined ? [] : [`default:${NO_BREAK}${standing}`],
    option.alias === undefined ? [] : [`also --${option.alias}`],
    option.repeatable ? ["repeatable"] : [],
    option.variable === undefined ? [] : [`environment: ${option.variable} too`],
  ].flat();
  return parts.length === 0 ? "" : ` [${parts.join("; ")}]`;
}

/** A heading, and its rows in two columns; a label beyond `width` has a line of its own. */
function section(
  heading: string,
  rows: readonly Row[],
  width = Math.max(...rows.map(([label]) => label.length)),
): string {
  const indent = " ".repeat(width + 4);
  const lines = rows.flatMap(([label, meaning]) => {
    const [first = "", ...more] = wrap(meaning, COLUMNS - indent.length);
    const rest = more.map((line) => indent + line);
    return label.length > width
      ? [`  ${label}`, indent + first, ...rest]
      : [`  ${label.padEnd(width)}  ${first}`, ...rest];
  });
  return [`${heading}:`, ...lines].join("\n");
}

/** Breaks text at spaces into lines of at most `columns` characters, where words allow it. */
function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((each) => each.replaceAll(NO_BREAK, " "));
}
