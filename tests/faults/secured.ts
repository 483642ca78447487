// Peers within TLS, for tests of what goes wrong there.

import { assert } from "@std/assert";
import { connectTls, FIRST } from "../support/certificates.ts";
import { GET_NEXT, type Survivor } from "../support/leaks.ts";
import { seeded } from "../support/random.ts";
import { RawClient } from "../support/raw.ts";

const SEED = 6;

/** Where to cut what an end sends of so many octets: at its beginning, and here and there. */
export function someCuts(count: number, octets: number): number[] {
  const random = seeded(SEED);
  return [1, 5, ...Array.from({ length: count }, () => 1 + random(octets))];
}

/** Asks a server that shows FIRST, and reads to the end; "" when the connection fails before. */
export async function ask(port: number, request: string): Promise<string> {
  try {
    using client = RawClient.of(await connectTls(port, [FIRST]));
    await client.send(request);
    return await client.rest();
  } catch {
    return "";
  }
}

/** A survivor that shows FIRST. */
export function secured(survivor: Survivor): Survivor {
  const serves = async (): Promise<void> => {
    const answer = await ask(survivor.port, GET_NEXT);
    assert(answer.startsWith("HTTP/1.1 200 OK\r\n") && answer.endsWith("\r\n\r\nnext"), answer);
  };
  return { ...survivor, serves };
}
