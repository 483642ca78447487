// ferry's end of a link to the TLS engine, where nothing is held back for long.
//
// Contract: a TLS connection of Deno's writes record by record, and can't be told to do without Nagle's
// algorithm (RFC 9293 §3.7.4): until the first is acknowledged, the others wait in the system. This end
// has just passed a request on, so that the system would delay the acknowledgment, by 40 ms on Linux
// (RFC 9293 §3.8.6.3), unless it can go with some octets. Where more is to come out, such octets are
// sent: the first of the client's next record, ahead of time (client_records.ts).

import { writeAll } from "../carry.ts";
import type { ByteStream } from "../connection.ts";
import { ClientRecords } from "./client_records.ts";

/** Of content in one record at most; and what protects it: header, type and tag (RFC 8446 §5.1, §5.2). */
const RECORD_OCTETS = 16 * 1024;
const PROTECTION_OCTETS = 22;

/** The end of the link on which the encrypted octets of one client travel. */
export class Wire {
  readonly #records = new ClientRecords();
  #isSecured = false;
  /** Encrypted octets that are yet to come out, as far as that is known. */
  #due = 0;
  /** Writes into TLS that go on. */
  #writes = 0;
  /** Whether something came out since octets were sent in. */
  #isUnacknowledged = false;
  /** Whether the client's octets are on their way in. */
  #isPassing = false;
  /** The octet that is sent ahead. */
  #prompt: Promise<void> | undefined;

  constructor(private readonly end: Pick<ByteStream, "read" | "write">) {}

  /** Tells that the handshake is through. */
  secured(): void {
    this.#isSecured = true;
  }

  /** Reads what the client is to be sent. */
  async read(octets: Uint8Array): Promise<number | null> {
    const count = await this.end.read(octets);
    if (count === null) return null;
    this.#due = Math.max(0, this.#due - count);
    this.#isUnacknowledged = true;
    this.#promptMore();
    return count;
  }

  /**
   * Writes all that the client sent; one call at a time.
   *
   * @throws {Deno.errors.InvalidData} when that can't be TLS any more
   */
  async pass(octets: Uint8Array): Promise<void> {
    this.#isPassing = true;
    await this.#prompt;
    if (this.#writes === 0) this.#due = 0;
    this.#isUnacknowledged = false;
    await writeAll(this.end, this.#records.take(octets));
    this.#isPassing = false;
    this.#promptMore();
  }

  /**
   * Writes into TLS by `write`, knowing that as much will come out here.
   *
   * @returns how many octets `write` took
   */
  async during(
    octets: Uint8Array,
    write: (octets: Uint8Array) => Promise<number>,
  ): Promise<number> {
    const due = protectedLength(octets.length);
    this.#due += due;
    this.#writes++;
    this.#promptMore();
    let count = 0;
    try {
      return count = await write(octets);
    } finally {
      this.#writes--;
      this.#due = Math.max(0, this.#due - due + protectedLength(count));
    }
  }

  #promptMore(): void {
    const isWaited = this.#isSecured && this.#isUnacknowledged && this.#due > 0;
    if (!isWaited || this.#isPassing || this.#prompt !== undefined) return;
    const octet = this.#records.foretell();
    if (octet === undefined) return;
    this.#isUnacknowledged = false;
    const goOn = (): void => {
      this.#prompt = undefined;
      this.#promptMore();
    };
    this.#prompt = writeAll(this.end, octet).then(goOn, goOn); // who passes octets hears of a failure
  }
}

/** What so many octets of content are in the records of TLS 1.3. */
function protectedLength(octets: number): number {
  return octets + Math.ceil(octets / RECORD_OCTETS) * PROTECTION_OCTETS;
}
