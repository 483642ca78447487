// Mutations: valid messages made odd, so that a decoder sees what nobody wrote down as a case.

import type { Random } from "./random.ts";

/** What two readers of HTTP might read differently, or one might not expect. */
const PIECES: readonly string[] = [
  ..."\0\t\n\r \"#%'()+,-./019:;<=?@AaFfgxZ[\\]_{}~\x0b\x0c\x1b\x7f\x80\x85\xa0\xad\xff",
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
  "HTTP/1.1",
  "HTTP/2.0",
  "GET / HTTP/1.1\r\n",
  "Host: a\r\n",
  "Content-Length: 5\r\n",
  "Transfer-Encoding: chunked\r\n",
  "A: b\n",
];

/** One of them. */
export function pick<T>(from: readonly T[], random: Random): T {
  return from[random(from.length)]!;
}

/** One of the seeds with up to four odd changes; now and then none. */
export function mutate(seeds: readonly string[], random: Random): string {
  let text = pick(seeds, random);
  for (let times = random(5); times > 0; times--) text = change(text, seeds, random);
  return text;
}

function change(text: string, seeds: readonly string[], random: Random): string {
  const from = random(text.length + 1);
  const end = Math.min(text.length, from + 1 + random(random(4) === 0 ? 40 : 2));
  const [before, cut, behind] = [text.slice(0, from), text.slice(from, end), text.slice(end)];
  switch (random(6)) {
    case 0:
      return before + pick(PIECES, random) + behind;
    case 1:
      return before + pick(PIECES, random) + cut + behind;
    case 2:
      return before + behind;
    case 3:
      return before + cut + cut + behind;
    case 4:
      return before + pick(seeds, random).slice(random(40));
    default:
      return random(3) === 0 ? before : before + flipped(cut, random) + behind;
  }
}

/** Flips a bit of the first octet. */
function flipped(text: string, random: Random): string {
  if (text === "") return text;
  return String.fromCharCode(text.charCodeAt(0) ^ (1 << random(8))) + text.slice(1);
}
