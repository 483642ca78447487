// Odd inputs: texts that are nearly right, and noise.
//
// Contract: a text is one character an octet wherever octets are meant. What is nearly right is made
// by a grammar, then changed in up to four places, since that is what gets past the first look.

import fc from "fast-check";

/** What two readers might read differently, or one might not expect. */
const PIECES: readonly string[] = [
  ..."\0\t\n\r \"#%&'()*+,-./019:;<=>?@AaFfgxZ[\\]_{}~\x0b\x0c\x1b\x7f\x80\x85\xa0\xad\xc3\xff",
  ...[
    "\r\n",
    "\r\n\r\n",
    "\n\n",
    "\r\r\n",
    "\r\n ",
    "\r\n\t",
    " : ",
    "0\r\n",
    "0\r\n\r\n",
    "1;a\n",
  ],
  ...["HTTP/1.1", "HTTP/2.0", "GET / HTTP/1.1\r\n", "Host: a\r\n", "Content-Length: 5\r\n"],
  ...["Transfer-Encoding: chunked\r\n", "A: b\n", "%2f", "%00", "%2e", "..", "//", "::", "W/", "*"],
  ...["bytes", "-1", "99999999999999999999", "%zz", "%c3%a9", "q=0", ";;", ",,", "=:", ":=", '\\"'],
];

/** What else text of people and of file systems may hold. */
const WIDE: readonly string[] = [
  ...["é", "é", "ß", "İ", "\u202e", "\u200f", "\u2028", "\ufeff", "\u{1f600}", "漢"],
  ...["\ud800", "\udc00", "\ufffd", "\u00ad", "CON", "aux.txt", " ", ".", "..", "/", "\\", "\0"],
  ...["<a href=b>", "</a>", "<!--", "&lt;", "%20", "\x1b[2J"],
];

/** How long what is taken away or repeated may be. */
const LONG = 24;

type Edit = readonly [way: number, at: number, length: number, piece: number];

/** Texts of so many of these pieces. */
export function pieces(
  of: readonly string[],
  { min = 0, max = 8 }: { readonly min?: number; readonly max?: number } = {},
): fc.Arbitrary<string> {
  const piece = fc.constantFrom(...of);
  return fc.array(piece, { minLength: min, maxLength: max }).map((all) => all.join(""));
}

/** Any octets. */
export const noise: fc.Arbitrary<string> = fc.array(fc.nat(0xff), { maxLength: 40 })
  .map((octets) => String.fromCharCode(...octets));

/** Any text that is no octets: file names, files of users. */
export const text: fc.Arbitrary<string> = pieces(
  [...PIECES, ...WIDE, ..."abcdefghijklmnopqrstuvwxyz"],
  { max: 12 },
);

/** Texts that are right most of the time; else changed, and now and then noise. */
export function nearly(
  right: fc.Arbitrary<string>,
  odd: readonly string[] = PIECES,
): fc.Arbitrary<string> {
  const edit: fc.Arbitrary<Edit> = fc.tuple(
    fc.nat(5),
    fc.nat(0xffff),
    fc.nat(LONG),
    fc.nat(odd.length - 1),
  );
  const edits = fc.oneof(fc.constant([]), fc.array(edit, { minLength: 1, maxLength: 4 }));
  const changed = fc.tuple(right, edits)
    .map(([whole, all]) => all.reduce((made, each) => change(made, each, odd), whole));
  return fc.oneof({ weight: 20, arbitrary: changed }, { weight: 1, arbitrary: noise });
}

function change(whole: string, [way, place, length, piece]: Edit, odd: readonly string[]): string {
  const from = place % (whole.length + 1);
  const end = Math.min(whole.length, from + 1 + (length % 3 === 0 ? length : length % 2));
  const [before, cut, behind] = [whole.slice(0, from), whole.slice(from, end), whole.slice(end)];
  switch (way) {
    case 0:
      return before + odd[piece] + behind;
    case 1:
      return before + odd[piece] + cut + behind;
    case 2:
      return before + behind;
    case 3:
      return before + cut + cut + behind;
    case 4:
      return before + flipped(cut, length % 8) + behind;
    default:
      return length % 4 === 0 ? before : whole;
  }
}

/** Flips a bit of the first octet. */
function flipped(cut: string, bit: number): string {
  return cut === "" ? "" : String.fromCharCode(cut.charCodeAt(0) ^ (1 << bit)) + cut.slice(1);
}
