// How a listing words names and sizes for the eye. Pure.

/** 1024 and its powers, as IEC 80000-13 names them. */
const UNITS = ["KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** A size in octets for people: `0 B`, `999 B`, `1.2 MiB`; one decimal below 10. */
export function readableSize(octets: number): string {
  if (octets < 1024) return `${octets} B`;
  let amount = octets;
  let text = "";
  let unit = "";
  for (unit of UNITS) {
    amount /= 1024;
    text = amount.toFixed(amount < 9.95 ? 1 : 0);
    if (Number(text) < 1024) break;
  }
  return `${text} ${unit}`;
}

/**
 * What the eye would miss or misread: controls, signs of no width, those that turn the direction of
 * writing, and lone surrogates. U+200C and U+200D stay: Persian and emoji are spelled with them.
 */
const UNSEEN =
  // deno-lint-ignore no-control-regex
  /[\0-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Cs}]/gu;

/** The text with every such character spelled out as `U+202E`, between `open` and `close`. */
export function visible(text: string, open = "[", close = "]"): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return `${open}U+${code}${close}`;
  });
}
