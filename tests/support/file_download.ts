// Files that break off, and what is left of them: for tests of the client.

import { assertEquals, assertInstanceOf } from "@std/assert";
import type { Outcome } from "../../client.ts";
import { TruncatedError } from "../../http/wire/errors.ts";
import { downloadInto } from "./download.ts";
import { noise, Origin, type OriginOptions, sha256 } from "./origin.ts";
import type { TempFolder } from "./program.ts";

/** What the origin of these tests holds. */
export const CONTENT = noise(300_000);
/** Its entity-tag. */
export const TAG = '"one"';
/** No retries. */
export const PASS_OVER = { times: 0, firstDelayMs: 1 };

/** A part of so many octets, as a run leaves it that was cut off. */
export async function leavePart(
  path: string,
  octets: number,
  options: Partial<OriginOptions> = {},
): Promise<void> {
  await using origin = new Origin({
    content: CONTENT,
    entityTag: TAG,
    ...options,
    fault: () => ({ cutAfter: octets }),
  });
  const outcome = await downloadInto(path, origin.url, { retry: PASS_OVER });
  assertInstanceOf(outcome.error, TruncatedError);
  assertEquals([outcome.part, outcome.octets], [`${path}.part`, octets]);
  assertEquals((await Deno.stat(`${path}.part`)).size, octets);
}

/** The outcome is whole, and its file `a` is all that the folder has. */
export async function assertWhole(
  folder: TempFolder,
  outcome: Outcome,
  content = CONTENT,
): Promise<void> {
  assertEquals(outcome.error, undefined);
  assertEquals(outcome.sha256, await sha256(content));
  assertEquals(await sha256(await Deno.readFile(outcome.file!)), outcome.sha256);
  assertEquals(folder.names(), ["a"]);
}
