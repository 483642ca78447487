// Faults of `get` within TLS: servers that reset, or are heard of no more, at any octet of a handshake or
// of an answer, whether their certificate is checked (Deno's TLS) or not (Node's, on a relay).

import { assert, assertEquals } from "@std/assert";
import type { Outcome } from "../../client.ts";
import { TimeoutError } from "../../io/errors.ts";
import { FIRST } from "../support/certificates.ts";
import { downloadInto, PATIENT } from "../support/download.ts";
import { inside, NEXT, survive } from "../support/leaks.ts";
import { noise } from "../support/origin.ts";
import { TempFolder } from "../support/program.ts";
import { startCuttingRelay } from "../support/relay.ts";
import { startServer, type TestServer } from "../support/server.ts";
import { secured, someCuts } from "./secured.ts";

const SHORT_MS = 500;
const NEVER = { times: 0, firstDelayMs: 1 };
/** Of a handshake, and of an answer with the small file. */
const OCTETS = 4_000;

/** Ways to put TLS on a connection. */
const WAYS = [
  ["checked", { caCerts: [FIRST.cert] }],
  ["unchecked", { insecure: true }],
] as const;

/** Downloads by a relay that cuts the connection, and fails unless the file is whole or the older one. */
async function getCut(
  server: TestServer,
  content: Uint8Array,
  cut: number,
  options: Parameters<typeof downloadInto>[2] & { readonly by: "reset" | "silence" },
): Promise<Outcome["error"]> {
  const origin = { hostname: "127.0.0.1", port: server.port };
  const { by, ...rest } = options;
  await using relay = await startCuttingRelay(origin, { after: () => cut, by });
  await using folder = await TempFolder.create();
  const path = folder.file("a");
  await Deno.writeTextFile(path, "older");
  const { error } = await downloadInto(path, `https://127.0.0.1:${relay.port}/a.bin`, rest);
  if (error === undefined) assertEquals(await Deno.readFile(path), content);
  else assertEquals(await Deno.readTextFile(path), "older");
  return error;
}

for (const [way, route] of WAYS) {
  Deno.test(`fault: resets at any octet within TLS (${way}) never make a whole file of it`, async () => {
    const content = noise(3_000);
    await using server = await startServer({ "a.bin": content, ...NEXT }, { certificate: FIRST });
    await survive(secured(inside(server)), async () => {
      let failed = 0;
      for (const cut of someCuts(60, OCTETS)) {
        const options = { route, retry: NEVER, by: "reset" } as const;
        if (await getCut(server, content, cut, options) !== undefined) failed++;
      }
      assert(failed > 40, `${failed} have failed`);
    });
    assertEquals(server.faults, []);
  });

  Deno.test(`fault: half-open servers within TLS (${way}) are given up by get, whenever that is`, async () => {
    const content = noise(3_000);
    await using server = await startServer({ "a.bin": content, ...NEXT }, { certificate: FIRST });
    await survive(secured(inside(server)), async () => {
      const timeouts = { ...PATIENT, connectMs: SHORT_MS, idleMs: SHORT_MS };
      const options = { route, retry: NEVER, timeouts, by: "silence" } as const;
      const errors = await Promise.all(
        someCuts(10, OCTETS).map((cut) => getCut(server, content, cut, options)),
      );
      const failed = errors.filter((error) => error !== undefined);
      assert(failed.length > 5, `${failed.length} have failed`);
      for (const error of failed) assert(error instanceof TimeoutError, `${error}`);
    });
  });

  Deno.test(`fault: resets within TLS (${way}) of a download that is retried lose no octet`, async () => {
    const content = noise(300_000);
    await using server = await startServer({ "a.bin": content, ...NEXT }, { certificate: FIRST });
    const origin = { hostname: "127.0.0.1", port: server.port };
    await survive(secured(inside(server)), async () => {
      let turn = 0;
      const after = (): number => 20_000 + (turn++ * 7_919) % 40_000;
      await using relay = await startCuttingRelay(origin, { after });
      await using folder = await TempFolder.create();
      const path = folder.file("a");
      const options = { route, retry: { times: 100, firstDelayMs: 1 } };
      const { error } = await downloadInto(path, `https://127.0.0.1:${relay.port}/a.bin`, options);
      assertEquals([error, folder.names()], [undefined, ["a"]]);
      assertEquals(await Deno.readFile(path), content);
      assert(relay.cuts > 5, `${relay.cuts} resets`);
    });
    assertEquals(server.faults, []);
  });
}
