// Colours, where somebody sees them.
//
// Contract: none unless a terminal shows them, and none when NO_COLOR has any value (no-color.org) or TERM
// says that the terminal has none.

/** What a piece of text is. */
export type Part = "label" | "url" | "aside" | "code";

/** Gives a text the colours of what it is, or leaves it as it is. */
export type Paint = (part: Part, text: string) => string;

/**
 * The codes (ECMA-48 §8.3.117). A QR code has black and white of its own, of the 256 colours that no theme
 * changes: scanners want the one on the other, whatever the terminal has.
 */
const CODES: Readonly<Record<Part, string>> = {
  label: "32",
  url: "1",
  aside: "2",
  code: "38;5;16;48;5;231",
};

/**
 * Whether there are to be colours.
 *
 * @param env gives an environment variable
 */
export function isColoured(
  isTerminal: boolean,
  env: (name: string) => string | undefined,
): boolean {
  return isTerminal && !env("NO_COLOR") && env("TERM") !== "dumb";
}

/** The paint for a terminal with colours, or without. */
export function painter(coloured: boolean): Paint {
  return (part, text) => coloured ? `\x1b[${CODES[part]}m${text}\x1b[0m` : text;
}
