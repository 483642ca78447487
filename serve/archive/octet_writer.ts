// A writer of records: numbers and octets, one behind the other, the least significant octet first.

/** Grows as it is written to. */
export class OctetWriter {
  #view = new DataView(new ArrayBuffer(256));
  #length = 0;

  /** One octet. */
  u8(value: number): this {
    this.#view.setUint8(this.#room(1), value);
    return this;
  }

  /** Two octets. */
  u16(value: number): this {
    this.#view.setUint16(this.#room(2), value, true);
    return this;
  }

  /** Four octets. */
  u32(value: number): this {
    this.#view.setUint32(this.#room(4), value, true);
    return this;
  }

  /** Eight octets. @param value within `Number.MAX_SAFE_INTEGER` */
  u64(value: number): this {
    this.#view.setBigUint64(this.#room(8), BigInt(value), true);
    return this;
  }

  /** Octets as they are. */
  octets(octets: Uint8Array): this {
    const at = this.#room(octets.length);
    new Uint8Array(this.#view.buffer).set(octets, at);
    return this;
  }

  /** All that was written; nothing more may be. */
  done(): Uint8Array {
    return new Uint8Array(this.#view.buffer, 0, this.#length);
  }

  #room(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#view.byteLength) {
      const larger = new Uint8Array(2 * this.#length);
      larger.set(new Uint8Array(this.#view.buffer));
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}
