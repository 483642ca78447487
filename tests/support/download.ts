// The client as tests call it: content into memory, short times, one URL or several.

import { get, type GetOptions, type Outcome } from "../../client.ts";
import { type GetSettings, getSettings } from "../../get/settings.ts";
import {
  type Destination,
  FileDestination,
  type Sink,
  type Target,
} from "../../get/files/destination.ts";
import { textOf } from "../../http/wire/octets.ts";

/** What came of a download into memory. */
export interface Download {
  readonly outcomes: readonly Outcome[];
  /** The outcome of the first URL. */
  readonly outcome: Outcome;
  /** All content that was written, one character an octet, committed or not. */
  readonly content: string;
  /** How many sinks were opened, and how many ended. */
  readonly sinks: readonly [opened: number, ended: number];
}

/** Collects what is written. */
class Memory implements Destination {
  content = "";
  /** How many sinks were opened, and how many ended. */
  opened = 0;
  ended = 0;

  constructor(readonly takesFailures: boolean) {}

  target(): Promise<Target> {
    return Promise.resolve({ kind: "stream", open: () => this.#open() });
  }

  #open(): Promise<Sink> {
    this.opened++;
    return Promise.resolve({
      path: undefined,
      write: (octets: Uint8Array): Promise<void> => {
        this.content += textOf(octets, 0, octets.length);
        return Promise.resolve();
      },
      end: (): Promise<void> => {
        this.ended++;
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
  options: GetOptions = {},
): GetSettings {
  const usual = { userAgent: "ferry/test", timeouts: PATIENT, retry: { firstDelayMs: 1 } };
  return getSettings({ destination, ...usual, ...options });
}

/** Downloads each URL into the file. */
export async function downloadInto(
  path: string,
  url: string,
  options: GetOptions & { readonly continuing?: boolean } = {},
): Promise<Outcome> {
  const { continuing = false, ...rest } = options;
  const destination = new FileDestination(path, { continuing });
  for await (const outcome of get([url], testOptions(destination, rest))) return outcome;
  throw new Error("no outcome");
}

/** Downloads into memory. */
export async function download(
  urls: string | readonly string[],
  options: GetOptions = {},
): Promise<Download> {
  const memory = new Memory(true);
  const outcomes: Outcome[] = [];
  const all = typeof urls === "string" ? [urls] : urls;
  for await (const outcome of get(all, testOptions(memory, options))) outcomes.push(outcome);
  return {
    outcomes,
    outcome: outcomes[0]!,
    content: memory.content,
    sinks: [memory.opened, memory.ended],
  };
}
