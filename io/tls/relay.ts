// A relay: leads the octets of any stream over a TCP connection on the loopback interface.
//
// Contract: for what works on sockets of the system only. The listener takes the one connection that it
// was made for and is closed. Ends of the stream are passed on, each way by itself; a failure of it is
// kept, and ends both ways: the way in behind what had come before.

import { carry, writeAll } from "../carry.ts";
import type { ByteStream } from "../connection.ts";
import { quietly } from "../errors.ts";
import { acceptNext } from "../listeners.ts";

const LOOPBACK = "127.0.0.1";

/** The end of a connection that stands for the stream. */
export interface LocalEnd<Near> {
  readonly near: Near;
  /** The port that it comes from. */
  readonly port: number;
  readonly close: () => void;
}

/** Connects to an address. */
export type LocalConnect<Near> = (host: string, port: number) => Promise<LocalEnd<Near>>;

/** A relay at work. */
export interface Relay<Near> {
  /** The end that stands for the stream. */
  readonly near: Near;
  /** What the stream failed with, if it did. */
  readonly failure: unknown;
  /** Closes both ends and the stream; may be called again. */
  close(): void;
}

/**
 * Opens a relay for a stream, which it owns from now on.
 *
 * @param room awaited before more of the stream is passed on, so that no more comes than is wanted
 * @throws system errors when there is no port or file left; the stream is as it was then
 */
export async function openRelay<Near>(
  stream: ByteStream,
  connect: LocalConnect<Near>,
  room: () => Promise<void> | undefined = () => undefined,
): Promise<Relay<Near>> {
  const listener = Deno.listen({ hostname: LOOPBACK, port: 0 });
  let end: LocalEnd<Near> | undefined;
  try {
    end = await connect(LOOPBACK, listener.addr.port);
    return new RunningRelay(end, await takeUp(listener, end.port), stream, room);
  } catch (error) {
    end?.close();
    throw error;
  } finally {
    listener.close();
  }
}

/** The connection that comes from the port; whoever else connects is turned away. */
async function takeUp(listener: Deno.TcpListener, port: number): Promise<Deno.TcpConn> {
  for (;;) {
    const far = await acceptNext(listener);
    if (far.remoteAddr.port === port) return far;
    far.close();
  }
}

class RunningRelay<Near> implements Relay<Near> {
  failure: unknown;
  #closed = false;

  constructor(
    private readonly end: LocalEnd<Near>,
    private readonly far: Deno.TcpConn,
    private readonly stream: ByteStream,
    private readonly room: () => Promise<void> | undefined,
  ) {
    far.setNoDelay();
    this.#carryOut();
    this.#carryIn();
  }

  get near(): Near {
    return this.end.near;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    quietly(() => this.end.close());
    quietly(() => this.stream.close());
    quietly(() => this.far.close());
  }

  async #carryOut(): Promise<void> {
    try {
      await carry(this.far, (octets) => writeAll(this.stream, octets));
      await this.stream.closeWrite();
    } catch (error) {
      this.#keep(error);
      this.close();
    }
  }

  async #carryIn(): Promise<void> {
    try {
      await carry(this.stream, async (octets) => {
        await this.room();
        await writeAll(this.far, octets);
      });
    } catch (error) {
      this.#keep(error);
    }
    try {
      await this.far.closeWrite();
    } catch {
      this.close(); // nobody reads there any more
    }
  }

  #keep(error: unknown): void {
    if (!this.#closed) this.failure ??= error;
  }
}
