// The client as tests call it: content into memory, short times, one URL or several.

import { get, type GetOptions, type Outcome } from "../../client.ts";
import type { Destination, Sink } from "../../get/files/destination.ts";
import { DEFAULT_LIMITS } from "../../http/wire/limits.ts";
import { textOf } from "../../http/wire/octets.ts";

/** What came of a download into memory. */
export interface Download {
  readonly outcomes: readonly Outcome[];
  /** The outcome of the first URL. */
  readonly outcome: Outcome;
  /** All content that was written, one character an octet, committed or not. */
  readonly content: string;
  /** What became of each sink. */
  readonly ends: readonly ("committed" | "abandoned")[];
}

/** Collects what is written. */
class Memory implements Destination {
  content = "";
  readonly ends: ("committed" | "abandoned")[] = [];

  constructor(readonly takesFailures: boolean) {}

  open(): Promise<Sink> {
    return Promise.resolve({
      path: undefined,
      write: (octets: Uint8Array): Promise<void> => {
        this.content += textOf(octets, 0, octets.length);
        return Promise.resolve();
      },
      commit: (): Promise<undefined> => {
        this.ends.push("committed");
        return Promise.resolve(undefined);
      },
      abandon: (): Promise<void> => {
        this.ends.push("abandoned");
        return Promise.resolve();
      },
    });
  }
}

/** Times that no test outlasts unless it sets shorter ones. */
export const PATIENT = { connectMs: 20_000, idleMs: 20_000, totalMs: undefined };

/** Options for a test, whose destination refuses the content of failures unless told otherwise. */
export function testOptions(
  destination: Destination,
  options: Partial<GetOptions> = {},
): GetOptions {
  return {
    method: "GET",
    destination,
    fields: [],
    userAgent: "ferry/test",
    maxRedirects: 20,
    timeouts: PATIENT,
    limits: DEFAULT_LIMITS,
    ...options,
  };
}

/** Downloads into memory. */
export async function download(
  urls: string | readonly string[],
  options: Partial<GetOptions> = {},
): Promise<Download> {
  const memory = new Memory(true);
  const outcomes: Outcome[] = [];
  const all = typeof urls === "string" ? [urls] : urls;
  for await (const outcome of get(all, testOptions(memory, options))) outcomes.push(outcome);
  return { outcomes, outcome: outcomes[0]!, content: memory.content, ends: memory.ends };
}
