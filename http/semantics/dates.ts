// HTTP dates (RFC 9110 §5.6.7).
//
//     IMF-fixdate  = Sun, 06 Nov 1994 08:49:37 GMT     what is sent
//     rfc850-date  = Sunday, 06-Nov-94 08:49:37 GMT    obsolete, still read
//     asctime-date = Sun Nov  6 08:49:37 1994          obsolete, still read
//
// Contract: whole texts only, times in milliseconds since the epoch, whole seconds.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTH = `(?<month>${MONTHS.join("|")})`;
const CLOCK = "(?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2})";
const SHORT_DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const LONG_DAY = "(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)";
const FORMS = [
  new RegExp(`^${SHORT_DAY}, (?<day>[0-9]{2}) ${MONTH} (?<year>[0-9]{4}) ${CLOCK} GMT$`),
  new RegExp(`^${LONG_DAY}, (?<day>[0-9]{2})-${MONTH}-(?<shortYear>[0-9]{2}) ${CLOCK} GMT$`),
  new RegExp(`^${SHORT_DAY} ${MONTH} (?<day>[0-9]{2}| [0-9]) ${CLOCK} (?<year>[0-9]{4})$`),
];

/** The first and the last moment whose year has four digits. */
const MIN_MS = Date.parse("0000-01-01T00:00:00.000Z");
const MAX_MS = Date.parse("9999-12-31T23:59:59.999Z");

/**
 * The IMF-fixdate of a time, or undefined when its year has not four digits.
 *
 * @param timeMs milliseconds since the epoch; what is below a second is cut off
 */
export function formatDate(timeMs: number): string | undefined {
  return timeMs >= MIN_MS && timeMs <= MAX_MS ? new Date(timeMs).toUTCString() : undefined;
}

/**
 * The time of an HTTP date in any of the three forms, in milliseconds since the epoch, or undefined
 * when the text is none or names no real moment. A leap second counts as the second after it.
 *
 * @param nowMs the present: a two-digit year lies at most 50 years ahead of it
 */
export function parseDate(text: string, nowMs: number): number | undefined {
  for (const form of FORMS) {
    const parts = form.exec(text)?.groups;
    if (parts !== undefined) return timeOf(parts, nowMs);
  }
  return undefined;
}

function timeOf(parts: Readonly<Record<string, string>>, nowMs: number): number | undefined {
  if (parts.year !== undefined) return momentOf(Number(parts.year), parts);
  const now = new Date(nowMs);
  const thisYear = now.getUTCFullYear();
  const latestMs = now.setUTCFullYear(thisYear + 50);
  const year = thisYear - (thisYear % 100) + Number(parts.shortYear);
  const timeMs = momentOf(year, parts);
  return timeMs !== undefined && timeMs > latestMs ? momentOf(year - 100, parts) : timeMs;
}

function momentOf(
  year: number,
  parts: Readonly<Record<string, string>>,
): number | undefined {
  const [day, hour, minute, second] = [parts.day, parts.hour, parts.minute, parts.second].map(
    Number,
  );
  const month = MONTHS.indexOf(parts.month ?? "");
  if (hour! > 23 || minute! > 59 || second! > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  if (date.getUTCDate() !== day) return undefined;
  return date.setUTCHours(hour!, minute, second);
}
