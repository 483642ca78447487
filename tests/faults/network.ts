// A network of its own for a test: two namespaces and one cable between them, which can be cut.
//
// Contract: made of Linux namespaces, where that is permitted; disposing removes it with all that is in it.

import { FERRY } from "../support/program.ts";

/** The server's end, and where it listens. */
const SERVER_ADDRESS = "10.203.0.1";
const PORT = 8080;

let made = 0;

/** Two machines, as far as the network goes. */
export class Network implements AsyncDisposable {
  readonly #name = `ferry-${Deno.pid}-${made++}`;
  readonly url = `http://${SERVER_ADDRESS}:${PORT}/`;

  /** @throws {Error} that tells what is not permitted */
  static async create(): Promise<Network> {
    const network = new Network();
    try {
      await network.#build();
      return network;
    } catch (fault) {
      await network[Symbol.asyncDispose]();
      throw fault;
    }
  }

  /** The namespace of the server or of the client. */
  name(end: "server" | "client"): string {
    return `${this.#name}-${end}`;
  }

  /** Starts ferry at one end. */
  start(end: "server" | "client", args: readonly string[]): Deno.ChildProcess {
    return new Deno.Command("ip", {
      args: ["netns", "exec", this.name(end), FERRY, ...args],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      env: { NO_COLOR: "1" },
    }).spawn();
  }

  /** Starts `ferry serve`, and waits until it listens. */
  async serve(folder: string, ...args: string[]): Promise<Deno.ChildProcess> {
    const words = ["serve", folder, "--port", String(PORT), "--quiet", ...args];
    const child = this.start("server", words);
    const reader = child.stdout.getReader();
    await reader.read();
    reader.releaseLock();
    return child;
  }

  /** Runs `ferry get` to its end. */
  async get(...args: string[]): Promise<{ code: number; stderr: string }> {
    const { code, stderr } = await this.start("client", ["get", ...args]).output();
    return { code, stderr: new TextDecoder().decode(stderr) };
  }

  /** Puts the cable in, or pulls it out: what is on its way is lost. */
  async plug(state: "up" | "down"): Promise<void> {
    await ip("-n", this.name("client"), "link", "set", "cable", state);
  }

  /** Lets the network be slow and lose things, both ways. @throws {Error} where the kernel can't */
  async impair(...netem: string[]): Promise<void> {
    for (const end of ["server", "client"] as const) {
      const words = ["qdisc", "add", "dev", "cable", "root", "netem", ...netem];
      await ip("netns", "exec", this.name(end), "tc", ...words);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const end of ["server", "client"] as const) {
      await ip("netns", "del", this.name(end)).catch(() => {}); // it was not made
    }
  }

  async #build(): Promise<void> {
    const [server, client] = [this.name("server"), this.name("client")];
    await ip("netns", "add", server);
    await ip("netns", "add", client);
    const peer = ["peer", "name", "cable", "netns", client];
    await ip("link", "add", "cable", "netns", server, "type", "veth", ...peer);
    for (const [end, address] of [[server, SERVER_ADDRESS], [client, "10.203.0.2"]] as const) {
      await ip("-n", end, "addr", "add", `${address}/24`, "dev", "cable");
      await ip("-n", end, "link", "set", "lo", "up");
      await ip("-n", end, "link", "set", "cable", "up");
    }
  }
}

/** What is not permitted here, or can't be done; undefined where a network with that quality can be made. */
export async function whyNoNetwork(...netem: string[]): Promise<string | undefined> {
  try {
    await using network = await Network.create();
    if (netem.length > 0) await network.impair(...netem);
    return undefined;
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
}

async function ip(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("ip", { args }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr).trim());
}
