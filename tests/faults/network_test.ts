// Faults of the network: it drops, delays and reorders, is gone for a while, or for good. Between two
// network namespaces, where the machine lets the test make them.

import { assert, assertEquals } from "@std/assert";
import { noise } from "../support/origin.ts";
import { NEXT, openFiles, until, untilClosed } from "../support/leaks.ts";
import { TempFolder } from "../support/program.ts";
import { makeFolder } from "../support/server.ts";
import { Network, whyNoNetwork } from "./network.ts";

const BAD_NETWORK = ["delay", "10ms", "5ms", "loss", "2%", "duplicate", "1%", "reorder", "10%"];
const OCTETS = 4 * 1024 * 1024;
/** Sockets hold as many between them, however short of memory the system is. */
const FEW_OCTETS = 100_000;

const noNetwork = await whyNoNetwork();
const noNetem = noNetwork ?? await whyNoNetwork(...BAD_NETWORK);
if (noNetwork !== undefined) console.warn(`tests with a network are skipped: ${noNetwork}`);
else if (noNetem !== undefined) console.warn(`a test with tc netem is skipped: ${noNetem}`);

const pause = (ms: number): Promise<void> => new Promise((resume) => setTimeout(resume, ms));

/** Calls `use` with a network, ferry serving `a.bin` at one end, and an empty folder. */
async function withNetwork(
  use: (network: Network, server: Deno.ChildProcess, folder: TempFolder) => Promise<void>,
  ...args: string[]
): Promise<void> {
  const served = makeFolder({ "a.bin": noise(OCTETS), "b.bin": noise(FEW_OCTETS), ...NEXT });
  await using network = await Network.create();
  await using folder = await TempFolder.create();
  const server = await network.serve(served, ...args);
  try {
    const first = await network.get("-o", folder.file("next"), `${network.url}next.txt`);
    assertEquals([first.code, first.stderr], [0, ""]);
    const before = openFiles(server.pid);
    await use(network, server, folder);
    await untilClosed(server.pid, before);
    const next = await network.get("-o", folder.file("next"), `${network.url}next.txt`);
    assertEquals([next.code, next.stderr], [0, ""]);
  } finally {
    server.kill("SIGTERM");
    await server.output();
    Deno.removeSync(served, { recursive: true });
  }
}

/** Waits until some of the file has come. */
async function arrival(path: string): Promise<void> {
  const size = (): number => {
    try {
      return Deno.statSync(`${path}.part`).size;
    } catch {
      return 0;
    }
  };
  await until(() => size() > 0, () => "nothing has come");
}

async function assertWhole(path: string): Promise<void> {
  const [found, expected] = [await Deno.readFile(path), noise(OCTETS)];
  assert(found.length === OCTETS && found.every((octet, at) => octet === expected[at]), path);
}

Deno.test({
  name: "fault: a network that drops everything for moments delays a download, and no more",
  ignore: noNetwork !== undefined,
  fn: () =>
    withNetwork(async (network, _server, folder) => {
      const path = folder.file("a");
      const running = network.get("-o", path, "--limit-rate", "3m", `${network.url}a.bin`);
      await arrival(path);
      for (let turn = 0; turn < 3; turn++) {
        await network.plug("down");
        await pause(150);
        await network.plug("up");
        await pause(250);
      }
      const { code, stderr } = await running;
      assertEquals([code, stderr], [0, ""]);
      await assertWhole(path);
    }),
});

Deno.test({
  name: "fault: a network that is gone: get ends with 28, keeps the part, and goes on afterwards",
  ignore: noNetwork !== undefined,
  fn: () =>
    withNetwork(
      async (network, _server, folder) => {
        const path = folder.file("a");
        const args = ["-o", path, "--idle-timeout", "500ms", "--retry", "0"];
        const slow = ["--limit-rate", "200k"]; // so that it lasts until the network has gone
        const running = network.get(...args, ...slow, `${network.url}a.bin`);
        await arrival(path);
        await network.plug("down");
        const { code, stderr } = await running;
        assertEquals(code, 28, stderr);
        assert(folder.names().includes("a.part"));
        await network.plug("up");
        const again = await network.get("-C", ...args, `${network.url}a.bin`);
        assertEquals([again.code, again.stderr], [0, ""]);
        await assertWhole(path);
      },
      "--stall-timeout",
      "1s",
    ),
});

Deno.test({
  name: "fault: a client that vanishes without a word is let go of by the server",
  ignore: noNetwork !== undefined,
  fn: () =>
    withNetwork(
      async (network, server, folder) => {
        const before = openFiles(server.pid);
        const path = folder.file("b");
        const slow = ["--limit-rate", "10k"];
        const client = network.start("client", ["get", "-o", path, ...slow, `${network.url}b.bin`]);
        await arrival(path);
        await pause(500); // Deno before 2.9 keeps what it is still writing to
        await network.plug("down");
        client.kill("SIGKILL"); // nobody hears of it
        await client.output();
        assert(openFiles(server.pid).length > before.length, "the server still holds it");
        await untilClosed(server.pid, before);
        await network.plug("up");
      },
      "--stall-timeout",
      "1s",
      "--idle-timeout",
      "1s",
    ),
});

Deno.test({
  name: "fault: a network that drops, delays, doubles and reorders (tc netem) changes no octet",
  ignore: noNetem !== undefined,
  fn: () =>
    withNetwork(async (network, _server, folder) => {
      await network.impair(...BAD_NETWORK);
      for (const options of [[], ["-n", "4"]]) {
        const path = folder.file(`a${options.length}`);
        const { code, stderr } = await network.get(...options, "-o", path, `${network.url}a.bin`);
        assertEquals([code, stderr], [0, ""]);
        await assertWhole(path);
      }
    }),
});
