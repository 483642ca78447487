// A relay that resets connections: each after so many octets of what the origin sends as it is told.

import { connect, createServer, type Socket } from "node:net";

/** A running relay. */
export interface Relay extends AsyncDisposable {
  readonly port: number;
  /** How many connections it has reset. */
  readonly resets: number;
}

/** Carries what the far side sends to the near one, and calls `cut` after so many octets. */
function carry(far: Socket, near: Socket, octetCount: number, cut: () => void): void {
  let left = octetCount;
  far.on("data", (octets) => {
    if (octets.length >= left) {
      near.write(octets.subarray(0, left));
      left = Infinity;
      return cut();
    }
    left -= octets.length;
    if (near.write(octets)) return;
    far.pause();
    near.once("drain", () => far.resume());
  });
}

/**
 * Starts a relay on a free port of 127.0.0.1.
 *
 * @param after how many octets the next connection is reset
 */
export async function startResettingRelay(
  origin: { readonly hostname: string; readonly port: number },
  after: () => number,
): Promise<Relay> {
  let resets = 0;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(origin.port, origin.hostname);
    for (const [socket, other] of [[near, far], [far, near]] as const) {
      sockets.add(socket);
      socket.on("error", () => {}); // whoever has gone
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far);
    carry(far, near, after(), () => {
      resets++;
      near.resetAndDestroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    get resets(): number {
      return resets;
    },
    [Symbol.asyncDispose]: async (): Promise<void> => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
