// Listeners that share ports, and those whose connections will speak TLS.

import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  type ListenAddress,
  ListenError,
  type Listening,
  openListeners,
  settlePorts,
} from "../../io/listeners.ts";

const EVERYWHERE: ListenAddress = { transport: "tcp", hostname: undefined, port: 0 };
const LOOPBACK: ListenAddress = { transport: "tcp", hostname: "127.0.0.1", port: 0 };

Deno.test("openListeners() shows https where TLS will be spoken", async () => {
  const [listening] = await openListeners([LOOPBACK], { secure: true });
  assertMatch(listening!.url, /^https:\/\/127\.0\.0\.1:\d+\/$/);
  listening![Symbol.dispose]();
});

for (const address of [EVERYWHERE, LOOPBACK]) {
  Deno.test({
    name: `settlePorts() finds ports that listeners share for ${address.hostname ?? "everywhere"}`,
    ignore: Deno.build.os === "windows", // which shares no port
    fn: async () => {
      const settled = await settlePorts([address]);
      const opened: Listening[] = [];
      for (let count = 0; count < 3; count++) {
        opened.push(...await openListeners(settled, { shared: true }));
      }
      assertEquals(new Set(opened.map(({ url }) => url)).size, 1);
      // Who does not mean to share gets nothing, nor does who looks for a free port.
      await assertRejects(() => openListeners(settled), ListenError);
      await assertRejects(() => settlePorts(settled), ListenError);
      for (const listening of opened) listening[Symbol.dispose]();
      assertEquals(await settlePorts(settled), settled);
    },
  });
}
