// A property: what holds for whatever input, and how inputs for it are made.
//
// Contract: an input is plain JSON, so that one which fails can be kept in cases.json and read by
// people. `run` finds the smallest failing input it can, and the same seed gives the same inputs.

import fc from "fast-check";
import { FerryError } from "../../http/wire/errors.ts";

/** What holds for every input. */
export interface Property {
  /** Unique, for `--only`, for cases and for people. */
  readonly name: string;
  readonly inputs: fc.Arbitrary<unknown>;
  /** Throws when it does not hold. */
  holds(input: unknown): void | Promise<void>;
}

/** An input for which a property did not hold. */
export interface Failure {
  readonly seed: number;
  /** Made as small as possible. */
  readonly input: unknown;
  readonly fault: string;
}

/** A property by its name. */
export function property<Input>(
  name: string,
  inputs: fc.Arbitrary<Input>,
  holds: (input: Input) => void | Promise<void>,
): Property {
  return { name, inputs, holds: (input) => holds(input as Input) };
}

/** Tries so many inputs. @returns the first that fails, or undefined */
export async function run(
  { inputs, holds }: Property,
  seed: number,
  count: number,
): Promise<Failure | undefined> {
  const tried = fc.asyncProperty(inputs, async (input) => {
    const pending = holds(input);
    if (pending !== undefined) await pending;
  });
  const { failed, counterexample, errorInstance } = await fc.check(tried, { seed, numRuns: count });
  if (!failed) return undefined;
  return { seed, input: counterexample?.[0], fault: faultOf(errorInstance) };
}

function faultOf(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}

type ErrorClass = abstract new (...args: never[]) => Error;

/** What `act` returns, or the error it throws when that is one of `errors`: any other is a defect. */
export function outcome<T, Errors extends readonly ErrorClass[]>(
  act: () => T,
  ...errors: Errors
): T | InstanceType<Errors[number]> {
  try {
    return act();
  } catch (error) {
    if (!errors.some((each) => error instanceof each)) throw error;
    if (error instanceof FerryError && /^$|\.$/.test(error.message)) {
      throw new Error(`a message that is none, or ends in a period: ${error.message}`);
    }
    return error as InstanceType<Errors[number]>;
  }
}
