import { assertEquals } from "@std/assert";
import { formatDate, parseDate } from "../../../http/semantics/dates.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const MOMENT = Date.UTC(1994, 10, 6, 8, 49, 37);

/** Text, the moment as ISO 8601, or "none". */
const DATES: readonly (readonly [string, string])[] = [
  ["Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37"],
  ["Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37"],
  ["Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37"],
  ["Sun Nov 16 08:49:37 1994", "1994-11-16T08:49:37"],
  ["Sun Nov 06 08:49:37 1994", "1994-11-06T08:49:37"],
  ["Mon, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37"], // the day's name tells nothing more
  ["Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00"],
  ["Wed, 31 Dec 1969 23:59:59 GMT", "1969-12-31T23:59:59"],
  ["Sat, 01 Jan 0000 00:00:00 GMT", "0000-01-01T00:00:00"],
  ["Fri, 31 Dec 9999 23:59:59 GMT", "9999-12-31T23:59:59"],
  ["Thu, 29 Feb 2024 00:00:00 GMT", "2024-02-29T00:00:00"],
  ["Tue, 29 Feb 2000 00:00:00 GMT", "2000-02-29T00:00:00"],
  ["Sat, 31 Dec 2016 23:59:60 GMT", "2017-01-01T00:00:00"], // a leap second
  ["Sat, 31 Dec 2016 23:59:61 GMT", "none"],
  ["Sat, 31 Dec 2016 23:60:00 GMT", "none"],
  ["Sat, 31 Dec 2016 24:00:00 GMT", "none"],
  ["Thu, 29 Feb 2023 00:00:00 GMT", "none"],
  ["Mon, 29 Feb 1900 00:00:00 GMT", "none"],
  ["Sun, 31 Nov 1994 08:49:37 GMT", "none"],
  ["Sun, 32 Dec 1994 08:49:37 GMT", "none"],
  ["Sun, 00 Nov 1994 08:49:37 GMT", "none"],
  ["Sun Nov  0 08:49:37 1994", "none"],
  ["Sun, 6 Nov 1994 08:49:37 GMT", "none"],
  ["Sun,  6 Nov 1994 08:49:37 GMT", "none"],
  ["Sun, 06 nov 1994 08:49:37 GMT", "none"],
  ["sun, 06 Nov 1994 08:49:37 GMT", "none"],
  ["Sun, 06 Nov 1994 08:49:37 gmt", "none"],
  ["Sun, 06 Nov 1994 08:49:37 UTC", "none"],
  ["Sun, 06 Nov 1994 08:49:37 +0000", "none"],
  ["Sun, 06 Nov 1994 08:49:37", "none"],
  ["Sun, 06 Nov 1994 8:49:37 GMT", "none"],
  ["Sun, 06 Nov 1994 08:49 GMT", "none"],
  ["Sun, 06 Nov 94 08:49:37 GMT", "none"],
  ["Sun, 06 Nov 19940 08:49:37 GMT", "none"],
  ["Sun, 06 Nov -001 08:49:37 GMT", "none"],
  ["Sun, 06-Nov-94 08:49:37 GMT", "none"],
  ["Sunday, 06-Nov-1994 08:49:37 GMT", "none"],
  ["Sun Nov 6 08:49:37 1994", "none"],
  ["Sun Nov  6 08:49:37 94", "none"],
  ["Sun Nov  6 08:49:37 1994 GMT", "none"],
  [" Sun, 06 Nov 1994 08:49:37 GMT", "none"],
  ["Sun, 06 Nov 1994 08:49:37 GMT ", "none"],
  ["Sun, 06 Nov 1994 08:49:37 GMT\n", "none"],
  ["Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT", "none"],
  ["1994-11-06T08:49:37Z", "none"],
  ["784111777", "none"],
  ["0", "none"],
  ["", "none"],
];

for (const [text, expected] of DATES) {
  Deno.test(`parseDate() gives ${expected} when the text is ${JSON.stringify(text)}`, () => {
    const timeMs = parseDate(text, NOW);
    const moment = timeMs === undefined ? "none" : new Date(timeMs).toISOString().slice(0, 19);
    assertEquals(moment, expected);
  });
}

/** The present, day and short year, the year that is meant (RFC 9110 §5.6.7). */
const SHORT_YEARS: readonly (readonly [string, string, number])[] = [
  ["2026-11-23", "01-Jan-00", 2000],
  ["2026-11-23", "23-Nov-26", 2026],
  ["2026-11-23", "31-Dec-26", 2026],
  ["2026-11-23", "01-Jan-76", 2076],
  ["2026-11-23", "23-Nov-76", 2076],
  ["2026-11-23", "24-Nov-76", 1976], // more than 50 years ahead, to the day
  ["2026-11-23", "01-Jan-77", 1977],
  ["2026-11-23", "31-Dec-99", 1999],
  ["2026-11-23", "29-Feb-96", 1996],
  ["2049-06-01", "01-Jan-99", 2099],
  ["2099-06-01", "01-Jan-49", 2049],
  ["1999-06-01", "01-Jan-99", 1999],
  ["1999-06-01", "01-Jan-00", 1900],
];

for (const [now, day, year] of SHORT_YEARS) {
  Deno.test(`parseDate() gives ${year} when ${day} is read on ${now}`, () => {
    const timeMs = parseDate(`Monday, ${day} 00:00:00 GMT`, Date.parse(`${now}T12:00:00Z`));
    assertEquals(new Date(timeMs!).getUTCFullYear(), year);
  });
}

const FORMATTED: readonly (readonly [number, string | undefined])[] = [
  [MOMENT, "Sun, 06 Nov 1994 08:49:37 GMT"],
  [MOMENT + 999, "Sun, 06 Nov 1994 08:49:37 GMT"],
  [MOMENT + 0.5, "Sun, 06 Nov 1994 08:49:37 GMT"],
  [0, "Thu, 01 Jan 1970 00:00:00 GMT"],
  [-1, "Wed, 31 Dec 1969 23:59:59 GMT"],
  [Date.parse("0000-01-01T00:00:00Z"), "Sat, 01 Jan 0000 00:00:00 GMT"],
  [Date.parse("0000-01-01T00:00:00Z") - 1, undefined],
  [Date.parse("9999-12-31T23:59:59.999Z"), "Fri, 31 Dec 9999 23:59:59 GMT"],
  [Date.parse("9999-12-31T23:59:59.999Z") + 1, undefined],
  [8.64e15 + 1, undefined],
  [Infinity, undefined],
  [NaN, undefined],
];

for (const [timeMs, text] of FORMATTED) {
  Deno.test(`formatDate() gives ${text} when the time is ${timeMs}`, () => {
    assertEquals(formatDate(timeMs), text);
    if (text !== undefined) assertEquals(parseDate(text, NOW), Math.floor(timeMs / 1000) * 1000);
  });
}
