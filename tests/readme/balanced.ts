// Three servers and HAProxy before them, each by the line of README.md.
//
// Contract: what the configuration names is set from outside, as it says; ports are free ones.

import { CONFIGURATION } from "../deploy/fleet.ts";
import type { ServeProgram } from "../support/serve_program.ts";
import { Place } from "./ten.ts";

const NAMES = ["A", "B", "C"];

/** Calls `use` with the servers, and with HAProxy's port. */
export async function withBalanced(
  serving: string,
  balancing: string,
  use: (replicas: readonly ServeProgram[], port: number) => Promise<void>,
): Promise<void> {
  await using place = await Place.make({
    "hello.txt": "hello",
    "deploy/haproxy.cfg": Deno.readFileSync(CONFIGURATION),
  });
  await using stack = new AsyncDisposableStack();
  const replicas: ServeProgram[] = [];
  for (const name of NAMES) {
    const program = stack.use(await place.serve(serving));
    replicas.push(program);
    place.env[`REPLICA_${name}`] = `127.0.0.1:${program.port}`;
  }
  const port = freePort();
  const child = new Deno.Command("bash", { // which becomes what it runs
    args: ["-c", balancing],
    cwd: place.path(),
    env: { ...place.env, LISTEN: `127.0.0.1:${port}`, ADMIN_SOCKET: place.path("admin.sock") },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  stack.defer(async () => {
    child.kill("SIGKILL");
    await child.status;
  });
  await accepting(port);
  await use(replicas, port);
}

async function accepting(port: number): Promise<void> {
  for (;;) {
    try {
      return (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    } catch {
      await new Promise((resume) => setTimeout(resume, 20)); // not yet
    }
  }
}

/** A port that was free a moment ago. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
