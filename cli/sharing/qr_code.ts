// A URL as a QR code made of characters, two modules in each, one above the other.
//
// Contract: pure. Around the code there are the four modules of light that scanners want (ISO/IEC 18004).
// In colours it is dark on light wherever it is shown; without them light modules are drawn and dark ones
// left out, which is right on a dark terminal, and inverted, as scanners read it too, on a light one.

import type { Paint } from "./paint.ts";

/** Makes the modules of a code, its quiet zone included; true for the dark ones. */
export type Encode = (
  text: string,
  options: { readonly ecc: "L"; readonly boostEcc: true; readonly border: number },
) => { readonly data: readonly (readonly boolean[])[] };

/** How a code is drawn. */
export interface Drawing {
  readonly encode: Encode;
  /** What there is room for. */
  readonly columns: number;
  /** Whether the paint has colours. */
  readonly coloured: boolean;
  readonly paint: Paint;
}

/** The lines of a code, or why there is none: what is the case, and what to do. */
export type Drawn = readonly string[] | { readonly lack: string };

/** The longest URL, in octets: a code of 65 columns, for a terminal of 80 (version 10, level L). */
const MAX_URL_OCTETS = 271;

/** Light around the code, in modules. */
const QUIET_MODULES = 4;

/** By whether the upper and the lower module of a character are drawn. */
const BLOCKS = [[" ", "\u2584"], ["\u2580", "\u2588"]] as const;

/** Draws the code. */
export function drawQrCode(url: string, { encode, columns, coloured, paint }: Drawing): Drawn {
  if (new TextEncoder().encode(url).length > MAX_URL_OCTETS) {
    return { lack: "the URL is too long for one; shorten --path-prefix" };
  }
  const { data } = encode(url, { ecc: "L", boostEcc: true, border: QUIET_MODULES });
  if (data.length > columns) {
    return { lack: `it takes ${data.length} columns; widen the terminal and start again` };
  }
  const isDrawn = (isDark: boolean | undefined): 0 | 1 => isDark === coloured ? 1 : 0;
  const lines: string[] = [];
  for (let row = 0; row < data.length; row += 2) {
    const lower = data[row + 1] ?? []; // an odd number: half of the last line is nothing
    const characters = data[row]?.map((isDark, column) =>
      BLOCKS[isDrawn(isDark)][isDrawn(lower[column])]
    ) ?? [];
    lines.push(paint("code", characters.join("")));
  }
  return lines;
}
