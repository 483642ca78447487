// A relay that cuts connections: each after so many octets of what an end sends as it is told. Then both
// ends are reset, or hear no more of each other.

import { connect, createServer, type Socket } from "node:net";

/** A running relay. */
export interface Relay extends AsyncDisposable {
  readonly port: number;
  /** How many connections it has cut. */
  readonly cuts: number;
}

/** How connections are cut. */
export interface Cutting {
  /** After how many octets the next connection is; `Infinity` for never. */
  readonly after: () => number;
  /** Whose octets count; default the origin's. */
  readonly of?: "client" | "origin";
  /** Whether each end is reset, which is the default, or hears nothing any more. */
  readonly by?: "reset" | "silence";
}

/** Carries what one side sends to the other one, and calls `cut` after so many octets. */
function carry(from: Socket, to: Socket, octetCount: number, cut: () => void): void {
  let left = octetCount;
  from.on("data", (octets) => {
    if (octets.length >= left) {
      from.removeAllListeners("data").pause();
      return void to.write(octets.subarray(0, left), cut);
    }
    left -= octets.length;
    if (to.write(octets)) return;
    from.pause();
    to.once("drain", () => from.resume());
  });
  from.on("end", () => to.end());
}

/** Cuts both ends of a connection. */
function cutOff(ends: readonly Socket[], by: "reset" | "silence"): void {
  for (const socket of ends) {
    if (by === "reset") socket.resetAndDestroy();
    else socket.removeAllListeners("data").pause();
  }
}

/** Keeps a socket in the set while it is open, and lets its end be the other one's. */
function keep(socket: Socket, other: Socket, sockets: Set<Socket>): void {
  sockets.add(socket);
  socket.on("error", () => {}); // whoever has gone
  socket.on("close", (failed) => {
    sockets.delete(socket);
    if (failed) other.destroy();
    else other.end();
  });
}

/** Starts a relay on a free port of 127.0.0.1. */
export async function startCuttingRelay(
  { hostname: host, port }: { readonly hostname: string; readonly port: number },
  { after, of = "origin", by = "reset" }: Cutting,
): Promise<Relay> {
  let cuts = 0;
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ host, port, allowHalfOpen: true, noDelay: true });
    keep(near, far, sockets);
    keep(far, near, sockets);
    const octets = after();
    const cut = (): void => {
      cuts++;
      cutOff([near, far], by);
    };
    carry(near, far, of === "client" ? octets : Infinity, cut);
    carry(far, near, of === "origin" ? octets : Infinity, cut);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    get cuts(): number {
      return cuts;
    },
    [Symbol.asyncDispose]: async (): Promise<void> => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
