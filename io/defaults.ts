// Defaults: what holds where nothing was said. Whatever is said wins; `undefined` says nothing.
//
// Contract: a bound is a number or it is refused, since one that is none would hold nothing back.

/** What was given, with the defaults in the place of what was not. */
export type Settled<Given, Defaults> =
  & Given
  & {
    readonly [Name in keyof Defaults]: Name extends keyof Given ? Exclude<Given[Name], undefined>
      : Defaults[Name];
  };

/** The longest that a timer waits, in milliseconds: 24 days, and for ever to whoever waits. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Completes what was given. Where the default is a number, so has to be what is given.
 *
 * @throws {RangeError} as `bound` does
 */
export function settle<Given extends object, Defaults extends object>(
  given: Given | undefined,
  defaults: Defaults,
): Settled<Given, Defaults> {
  const settled = { ...defaults } as Record<string, unknown>;
  for (const [name, value] of Object.entries(given ?? {})) {
    if (value === undefined) continue;
    settled[name] = typeof settled[name] === "number" ? bound(name, value, 0) : value;
  }
  return settled as Settled<Given, Defaults>;
}

/**
 * A number that bounds something. Times, whose names end in Ms, may be as long as anybody likes.
 *
 * @throws {RangeError} unless it is a number from the least up
 */
export function bound(name: string, value: unknown, least: number): number {
  const isTime = name.endsWith("Ms");
  if (typeof value === "number" && value >= least && (isTime || Number.isFinite(value))) {
    return isTime ? Math.min(value, MAX_TIMER_MS) : value;
  }
  throw new RangeError(`${name} is ${String(value)}, but has to be a number from ${least} up`);
}
