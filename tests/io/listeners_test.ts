// Listeners on real sockets: which addresses, which URLs, and what is told when it can't be.

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { connect } from "node:net";
import {
  acceptNext,
  type ListenAddress,
  ListenError,
  type Listening,
  openListeners,
} from "../../io/listeners.ts";

const EVERYWHERE: ListenAddress = { transport: "tcp", hostname: undefined, port: 0 };
const LOOPBACK: ListenAddress = { transport: "tcp", hostname: "127.0.0.1", port: 0 };
const WITHOUT_UNIX = Deno.build.os === "windows";

/** Whether this machine has IPv6. */
const HAS_IPV6 = Deno.networkInterfaces().some(({ address }) => address === "::1");

/** Calls `use` with what the addresses open, and closes it. */
async function withListeners(
  addresses: readonly ListenAddress[],
  use: (listening: readonly Listening[]) => Promise<void> | void,
): Promise<void> {
  const listening = await openListeners(addresses);
  try {
    await use(listening);
  } finally {
    for (const each of listening) each[Symbol.dispose]();
  }
}

/** Calls `use` with a path for a socket, in a folder that is gone after it. */
async function withPath(use: (path: string) => Promise<void>): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "ferry-test-" });
  try {
    await use(join(folder, "socket"));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Whether a connection to there arrives at the listener. */
async function arrives(
  { listener }: Listening,
  to: Deno.ConnectOptions | Deno.UnixConnectOptions,
): Promise<boolean> {
  const accepting = listener.accept();
  using _client = await Deno.connect(to as Deno.ConnectOptions);
  using _accepted = await accepting;
  return true;
}

function portOf(listening: Listening | undefined): number {
  return Number(/:(\d+)\/$/.exec(listening?.url ?? "")?.[1]);
}

for (const [hostname, needed] of [["127.0.0.1", false], ["::1", true]] as const) {
  Deno.test({
    name: `openListeners() listens on all interfaces, ${hostname} among them, as localhost`,
    ignore: needed && !HAS_IPV6, // a machine without IPv6 has no ::1
    fn: () =>
      withListeners([EVERYWHERE], async ([every]) => {
        assertMatch(every!.url, /^http:\/\/localhost:[1-9]\d*\/$/);
        assert(await arrives(every!, { hostname, port: portOf(every) }));
      }),
  });
}

for (
  const [hostname, shown, needed] of [
    ["127.0.0.1", "127.0.0.1", false],
    ["localhost", "localhost", false],
    ["0.0.0.0", "0.0.0.0", false],
    ["::1", "[::1]", true],
  ] as const
) {
  Deno.test({
    name: `openListeners() listens on ${hostname} alone, and shows it as ${shown}`,
    ignore: needed && !HAS_IPV6,
    fn: () =>
      withListeners([{ ...LOOPBACK, hostname }], async (listening) => {
        assertEquals(listening.length, 1);
        const port = portOf(listening[0]);
        assertEquals(listening[0]!.url, `http://${shown}:${port}/`);
        assert(
          await arrives(listening[0]!, {
            hostname: hostname.replace("0.0.0.0", "127.0.0.1"),
            port,
          }),
        );
        if (hostname !== "127.0.0.1" || !HAS_IPV6) return;
        await assertRejects(() => Deno.connect({ hostname: "::1", port }));
      }),
  });
}

Deno.test("openListeners() opens each address, each on a port of its own", async () => {
  await withListeners([LOOPBACK, LOOPBACK], (listening) => {
    assertEquals(new Set(listening.map(({ url }) => url)).size, 2);
  });
});

Deno.test("openListeners() frees what it had opened when one address fails", async () => {
  await withListeners([LOOPBACK], async ([taken]) => {
    const spare = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = spare.addr;
    spare.close();
    const free: ListenAddress = { ...LOOPBACK, port };
    await assertRejects(
      () => openListeners([free, { ...LOOPBACK, port: portOf(taken) }]),
      ListenError,
    );
    Deno.listen({ hostname: "127.0.0.1", port }).close();
  });
});

Deno.test("openListeners() names the remedy when a port is in use", async () => {
  for (const address of [EVERYWHERE, LOOPBACK]) {
    await withListeners([address], async ([taken]) => {
      const port = portOf(taken);
      const fault = await assertRejects(() => openListeners([{ ...address, port }]), ListenError);
      assertEquals(
        fault.message,
        `port ${port} is in use; choose another with --port N, or --port 0 for any free one`,
      );
      assert(fault.cause instanceof Deno.errors.AddrInUse);
    });
  }
});

const ELSEWHERE: readonly [hostname: string, says: RegExp][] = [
  ["192.0.2.1", /^192\.0\.2\.1 is no address of this machine; choose another with --host ADDR$/],
  ["no such host", /^cannot listen on no such host port 0: .*; choose another address with --host/],
];
for (const [hostname, says] of ELSEWHERE) {
  Deno.test(`openListeners() names the remedy when ${hostname} can't be listened on`, async () => {
    const opening = openListeners([{ ...LOOPBACK, hostname }]);
    assertMatch((await assertRejects(() => opening, ListenError)).message, says);
  });
}

Deno.test({
  name: "openListeners() listens on a Unix socket, and removes it at the end",
  ignore: WITHOUT_UNIX,
  fn: () =>
    withPath(async (path) => {
      await withListeners([{ transport: "unix", path }], async ([socket]) => {
        assertEquals(socket!.url, `unix:${path}`);
        assert(await arrives(socket!, { transport: "unix", path }));
      });
      await assertRejects(() => Deno.lstat(path), Deno.errors.NotFound);
    }),
});

Deno.test({
  name: "openListeners() replaces a Unix socket that nobody listens on",
  ignore: WITHOUT_UNIX,
  fn: () =>
    withPath(async (path) => {
      const gone = Deno.listen({ transport: "unix", path: `${path}-1` });
      Deno.renameSync(`${path}-1`, path); // so that closing does not remove it, as a crash does not
      gone.close();
      assert(Deno.lstatSync(path).isSocket);
      await withListeners([{ transport: "unix", path }], async ([socket]) => {
        assert(await arrives(socket!, { transport: "unix", path }));
      });
    }),
});

Deno.test({
  name: "openListeners() leaves a Unix socket alone that another server listens on",
  ignore: WITHOUT_UNIX,
  fn: () =>
    withPath(async (path) => {
      using live = Deno.listen({ transport: "unix", path });
      const fault = await assertRejects(
        () => openListeners([{ transport: "unix", path }]),
        ListenError,
      );
      assertEquals(
        fault.message,
        `another server listens on ${path}; stop it or choose another --unix PATH`,
      );
      (await live.accept()).close(); // the question whether it lives
      assert(
        await arrives({ listener: live } as unknown as Listening, { transport: "unix", path }),
      );
    }),
});

Deno.test({
  name: "openListeners() leaves a Unix socket alone whose server is too busy to answer",
  ignore: Deno.build.os !== "linux", // others wait instead of telling
  fn: () =>
    withPath(async (path) => {
      using _busy = Deno.listen({ transport: "unix", path });
      const clients: Deno.Conn[] = [];
      try {
        for (;;) clients.push(await Deno.connect({ transport: "unix", path }));
      } catch {
        // the socket holds no more
      }
      const opening = openListeners([{ transport: "unix", path }]);
      const { message } = await assertRejects(() => opening, ListenError);
      assertMatch(message, /^cannot listen on .*; choose another --unix PATH$/);
      assert(Deno.lstatSync(path).isSocket);
      for (const client of clients) client.close();
    }),
});

Deno.test({
  name: "openListeners() takes nothing but a socket for a Unix socket",
  ignore: WITHOUT_UNIX,
  fn: () =>
    withPath(async (path) => {
      Deno.writeTextFileSync(path, "precious");
      const opening = openListeners([{ transport: "unix", path }]);
      const { message } = await assertRejects(() => opening, ListenError);
      assertEquals(message, `${path} exists and is no socket; choose another --unix PATH`);
      assertEquals(Deno.readTextFileSync(path), "precious");
      const below = openListeners([{ transport: "unix", path: join(path, "x") }]);
      const fault = await assertRejects(() => below, ListenError);
      assertMatch(fault.message, /^cannot listen on .*; choose another --unix PATH$/);
    }),
});

Deno.test("acceptNext() passes over whoever was reset before its turn", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  for (let resets = 0; resets < 3; resets++) {
    await new Promise<void>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => void socket.resetAndDestroy());
      socket.on("close", () => resolve());
    });
  }
  using client = await Deno.connect({ hostname: "127.0.0.1", port });
  using accepted = await acceptNext(listener);
  assertEquals(accepted.remoteAddr.port, client.localAddr.port);
});

Deno.test("acceptNext() throws what is no peer's doing", async () => {
  const fault = new Error("Too many open files (os error 24)");
  await assertRejects(() => acceptNext({ accept: () => Promise.reject(fault) }), Error, "Too many");
});
