// Faults of the server within TLS: peers that reset, or are heard of no more, at any octet of a handshake
// or of what follows it. By this Deno, and by the program.

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { FIRST } from "../support/certificates.ts";
import {
  GET_NEXT,
  inside,
  NEXT,
  openFiles,
  outside,
  survive,
  type Survivor,
  until,
} from "../support/leaks.ts";
import { type Cutting, startCuttingRelay } from "../support/relay.ts";
import { makeFolder, startServer } from "../support/server.ts";
import { ServeProgram } from "../support/serve_program.ts";
import { ask, secured, someCuts } from "./secured.ts";

const SHORT_MS = 300;
const SHORT = { headMs: SHORT_MS, idleMs: SHORT_MS, stallMs: SHORT_MS, lingerMs: SHORT_MS };
const LARGE = 16 * 1024 * 1024; // more than the socket buffers of both ends take
const GET_LARGE = GET_NEXT.replace("next.txt", "large.bin");

/** Asks again and again by a relay, which cuts each connection somewhere else. */
async function askCut(
  port: number,
  request: string,
  cuts: readonly number[],
  of: Cutting["of"] & string,
): Promise<void> {
  const left = [...cuts];
  const after = (): number => left.shift() ?? Infinity;
  await using relay = await startCuttingRelay({ hostname: "127.0.0.1", port }, { after, of });
  while (left.length > 0) await ask(relay.port, request);
  assert(relay.cuts > 0.2 * cuts.length, `${relay.cuts} of ${cuts.length} were cut`);
}

/** Resets connections of a server: amid handshakes, small exchanges and a large answer. */
async function resetAll(survivor: Survivor): Promise<void> {
  const { port } = survivor;
  await survive(secured(survivor), async () => {
    await askCut(port, GET_NEXT, someCuts(40, 700), "client");
    await askCut(port, GET_NEXT, someCuts(40, 2_000), "origin");
    await askCut(port, GET_LARGE, someCuts(10, LARGE / 2), "origin");
  });
}

Deno.test("fault: resets at any octet within TLS leave nothing behind in the server", async () => {
  const files = { "large.bin": new Uint8Array(LARGE), ...NEXT };
  await using server = await startServer(files, { certificate: FIRST });
  await resetAll(inside(server));
  assertEquals(server.faults, []);
});

Deno.test({
  name: "fault: resets at any octet within TLS leave nothing behind in the program",
  ignore: Deno.build.os === "windows",
  async fn(): Promise<void> {
    const pem = { "cert.pem": FIRST.cert, "key.pem": FIRST.key };
    const folder = makeFolder({ ...pem, "site/large.bin": "", "site/next.txt": NEXT["next.txt"] });
    try {
      Deno.truncateSync(join(folder, "site/large.bin"), LARGE);
      const tls = ["--tls-cert", join(folder, "cert.pem"), "--tls-key", join(folder, "key.pem")];
      const args = [join(folder, "site"), "--port", "0", "--quiet", ...tls];
      await using program = await ServeProgram.start(args);
      await resetAll(outside(program));
      assertEquals(program.stderr, "");
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

/** Falls silent behind so many octets of what the client sends, and takes nothing any more. */
const SILENT_AFTER = [1, 5, 100, 240, 300, 350, 400, 450, 500];

Deno.test("fault: half-open peers within TLS are let go of, whatever they said last", async () => {
  const files = { "large.bin": new Uint8Array(4 * LARGE), ...NEXT };
  await using server = await startServer(files, { certificate: FIRST, timeouts: SHORT });
  const { port } = server;
  await survive(secured(inside(server)), async () => {
    const before = openFiles("self").length;
    let at = 0;
    const cutting = { after: () => SILENT_AFTER[at++]!, of: "client", by: "silence" } as const;
    await using relay = await startCuttingRelay({ hostname: "127.0.0.1", port }, cutting);
    const asking: Promise<string>[] = [];
    for (const _ of SILENT_AFTER) {
      asking.push(ask(relay.port, GET_LARGE.repeat(3)));
      await until(() => relay.cuts >= asking.length, () => `${relay.cuts} are silent`);
    }
    await until(() => server.server.connections === 0, () => "connections are left");
    // One for the relay, and three for each peer: its own, and the relay's two ends.
    const own = before + 1 + 3 * SILENT_AFTER.length;
    await until(() => openFiles("self").length <= own, () => "descriptors are left");
    await relay[Symbol.asyncDispose]();
    await Promise.all(asking);
  });
  assertEquals(server.faults, []);
});
