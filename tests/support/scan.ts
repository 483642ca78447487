// What a phone reads off a terminal: text with colours to a picture, and the picture to a scanner's finding.

import { TempFolder } from "./program.ts";

/** The picture's points for each half of a character. */
const SCALE = 4;

type Tone = "black" | "white";

/** A terminal's own colours: of what is written, and of what is behind it. */
export interface Theme {
  readonly ink: Tone;
  readonly paper: Tone;
}

export const THEMES: Readonly<Record<"dark" | "light", Theme>> = {
  dark: { ink: "white", paper: "black" },
  light: { ink: "black", paper: "white" },
};

/** The halves of a character that are written, of those that QR codes are made of. */
const WRITTEN: Readonly<Record<string, readonly [upper: boolean, lower: boolean]>> = {
  "\u2580": [true, false],
  "\u2584": [false, true],
  "\u2588": [true, true],
};

/** What zbarimg reads off the text as it looks on such a terminal; empty for nothing. */
export async function scan(text: string, theme: Theme): Promise<string> {
  await using folder = await TempFolder.create();
  const file = folder.file("screen.pgm");
  await Deno.writeFile(file, picture(text, theme));
  const { stdout } = await new Deno.Command("zbarimg", {
    args: ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", file],
    stdin: "null",
    stderr: "null",
  }).output();
  return new TextDecoder().decode(stdout).trimEnd();
}

/** The text as a picture (PGM), a character of other kinds as an empty one. */
function picture(text: string, theme: Theme): Uint8Array<ArrayBuffer> {
  const rows = text.split("\n").flatMap((line) => halvesOf(line, theme));
  const columns = Math.max(...rows.map((row) => row.length));
  const head = new TextEncoder().encode(`P5 ${columns * SCALE} ${rows.length * SCALE} 255\n`);
  const points = rows.flatMap((row) => {
    const whole = Array.from({ length: columns }, (_, at) => row[at] ?? theme.paper);
    const line = whole.flatMap((tone) => Array<number>(SCALE).fill(tone === "white" ? 255 : 0));
    return Array<number[]>(SCALE).fill(line).flat();
  });
  return Uint8Array.from([...head, ...points]);
}

/** The upper and the lower row of what a line shows. */
function halvesOf(line: string, theme: Theme): [Tone[], Tone[]] {
  const rows: [Tone[], Tone[]] = [[], []];
  let { ink, paper } = theme;
  // deno-lint-ignore no-control-regex
  for (const [piece, codes] of line.matchAll(/\x1b\[([\d;]*)m|[^]/gu)) {
    if (codes !== undefined) {
      ink = toneOf(/(?:^|;)38;5;(\d+)/.exec(codes)?.[1]) ?? theme.ink;
      paper = toneOf(/(?:^|;)48;5;(\d+)/.exec(codes)?.[1]) ?? theme.paper;
      continue;
    }
    const [upper, lower] = WRITTEN[piece] ?? [false, false];
    rows[0].push(upper ? ink : paper);
    rows[1].push(lower ? ink : paper);
  }
  return rows;
}

/** Of the 256 colours, those that every terminal shows alike. */
function toneOf(code: string | undefined): Tone | undefined {
  return code === "16" ? "black" : code === "231" ? "white" : undefined;
}
