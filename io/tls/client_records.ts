// The records that a TLS client sends, as far as they are to be seen from outside.
//
// Contract: pure; nothing is decrypted, nothing is kept. Behind the handshake of TLS 1.3 all records begin
// with the same three octets, whatever they hold (RFC 8446 §5.2): these can be sent before they come,
// and are left out when they do.

/** What a protected record begins with: a type, and the version that all of them claim. */
const PROTECTED = [23, 3, 3];
/** With the type and the version, the length. */
const HEADER_OCTETS = 5;

const CHANGE_CIPHER_SPEC = 20;
const HANDSHAKE = 22;

/** Follows the records of one client, from its first octet on. */
export class ClientRecords {
  /** Octets of the current record's header that came, and that were sent: as many, or more. */
  #came = 0;
  #sent = 0;
  /** What they say: the type, then the length. */
  #type = 0;
  #length = 0;
  /** Octets of the current record behind its header that are yet to come. */
  #left = 0;
  /** TLS 1.2 goes on with its handshake behind this record; TLS 1.3 has one for show (RFC 8446 §D.4). */
  #hasChangedCipher = false;
  #isOlder = false;
  #isProtected = false;

  /**
   * Takes what came.
   *
   * @returns what of it was not sent yet
   * @throws {Deno.errors.InvalidData} when it is not what was foretold
   */
  take(octets: Uint8Array): Uint8Array {
    let unsent = 0;
    for (let at = 0; at < octets.length;) {
      if (this.#left > 0) {
        const count = Math.min(this.#left, octets.length - at);
        this.#left -= count;
        at += count;
      } else if (this.#takeHeader(octets[at++]!)) unsent = at;
    }
    return octets.subarray(unsent);
  }

  /**
   * The octet that comes next, from now on taken as sent. Only once the handshake is through: before it is,
   * a client may be asked to begin anew.
   *
   * @returns undefined when that can't be known
   */
  foretell(): Uint8Array | undefined {
    const octet = PROTECTED[this.#sent];
    if (octet === undefined || this.#left > 0 || this.#isOlder || !this.#isProtected) {
      return undefined;
    }
    this.#sent++;
    return Uint8Array.of(octet);
  }

  /** @returns whether the octet was sent before */
  #takeHeader(octet: number): boolean {
    const index = this.#came++;
    const wasSent = index < this.#sent;
    if (wasSent && octet !== PROTECTED[index]) {
      throw new Deno.errors.InvalidData("A record that is not protected, behind the handshake");
    }
    this.#sent = Math.max(this.#sent, this.#came);
    if (index === 0) this.#type = octet;
    this.#length = (this.#length << 8 | octet) & 0xffff;
    if (this.#came === HEADER_OCTETS) this.#begin();
    return wasSent;
  }

  #begin(): void {
    this.#left = this.#length;
    this.#came = this.#sent = 0;
    if (this.#type === CHANGE_CIPHER_SPEC) this.#hasChangedCipher = true;
    else if (this.#type !== HANDSHAKE) this.#isProtected = true;
    else if (this.#hasChangedCipher) this.#isOlder = true;
  }
}
