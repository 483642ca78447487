// The frames of zstd (RFC 8878 §3.1): where one ends, and how large a window it wants.
//
//     frame = magic descriptor [window] [dictionary] [content-size] 1*block [checksum]
//     block = header(3) content            skippable frame = magic size(4) content
//
// Contract: pure. Takes octets in any pieces and holds a field of them at most. Content is passed over;
// whether it decodes is for the decoder to say.

import { ContentCodingError } from "../errors.ts";

/** What a frame may want to hold, in octets (RFC 9659 §3). */
const MAX_WINDOW_OCTETS = 8 * 1024 * 1024;

const MAGIC_OCTETS = 4;
const FRAME_MAGIC = 0xfd2fb528;
/** The last four bits of a skippable frame's are its maker's. */
const SKIPPABLE_MAGIC = 0x184d2a50;
const SKIPPABLE_MASK = 0xfffffff0;

/** Octets of the dictionary's number, and of the content's size, by their flags (§3.1.1.1.1). */
const DICTIONARY_OCTETS = [0, 1, 2, 4];
const SIZE_OCTETS = [0, 2, 4, 8];
/** Sizes of two octets begin here, since smaller ones take one. */
const TWO_OCTETS_BASE = 256;

const BLOCK_HEADER_OCTETS = 3;
const RLE_BLOCK = 1;
const RESERVED_BLOCK = 3;
const CHECKSUM_OCTETS = 4;
/** Magic, size and the descriptor's fields: the longest is 13 octets, and read at once. */
const FIELD_OCTETS = 16;

/** What the descriptor says of the rest of the header. */
interface Descriptor {
  /** The window is as large as the content, and has no field. */
  readonly single: boolean;
  readonly dictionaryOctets: number;
  readonly sizeOctets: number;
  readonly checksumOctets: number;
}

/** Follows one frame after the other. */
export class ZstdFrames {
  readonly #field = new Uint8Array(FIELD_OCTETS);
  readonly #view = new DataView(this.#field.buffer);
  #collected = 0;
  /** Octets of the field that is being read; 0 while content is passed over. */
  #wanted = MAGIC_OCTETS;
  #passing = 0;
  #step: () => void = () => this.#readMagic();
  #checksumOctets = 0;
  #whole = true;

  /** Whether no frame has begun that has not ended. */
  get areWhole(): boolean {
    return this.#whole;
  }

  /**
   * How many of the octets there are up to the end of a frame; all of them when none ends here.
   *
   * @param octets that follow those taken before, one at least
   * @throws {ContentCodingError} when they are no frame, or one that wants too large a window
   */
  take(octets: Uint8Array): number {
    let at = 0;
    while (at < octets.length) {
      this.#whole = false;
      at += this.#wanted > 0 ? this.#collect(octets, at) : this.#pass(octets.length - at);
      if (this.#whole) break;
    }
    return at;
  }

  #collect(octets: Uint8Array, at: number): number {
    const count = Math.min(this.#wanted - this.#collected, octets.length - at);
    this.#field.set(octets.subarray(at, at + count), this.#collected);
    this.#collected += count;
    if (this.#collected === this.#wanted) this.#step();
    return count;
  }

  #pass(available: number): number {
    const count = Math.min(this.#passing, available);
    this.#passing -= count;
    if (this.#passing === 0) this.#step();
    return count;
  }

  /** A field comes next, of one octet at least. */
  #expect(octets: number, step: () => void): void {
    this.#collected = 0;
    this.#wanted = octets;
    this.#step = step;
  }

  /** Content comes next, of no octets perhaps. */
  #expectContent(octets: number, step: () => void): void {
    this.#wanted = 0;
    this.#passing = octets;
    this.#step = step;
    if (octets === 0) step();
  }

  #readMagic(): void {
    const magic = this.#view.getUint32(0, true);
    if (magic === FRAME_MAGIC) return this.#expect(1, () => this.#readDescriptor());
    if ((magic & SKIPPABLE_MASK) !== SKIPPABLE_MAGIC) throw corrupt("that is none");
    this.#expect(4, () => {
      this.#expectContent(this.#view.getUint32(0, true), () => this.#end());
    });
  }

  #readDescriptor(): void {
    const octet = this.#field[0]!;
    const single = (octet & 0x20) !== 0;
    const sizeOctets = SIZE_OCTETS[octet >> 6] || (single ? 1 : 0);
    const dictionaryOctets = DICTIONARY_OCTETS[octet & 0x03] ?? 0;
    const checksumOctets = (octet & 0x04) === 0 ? 0 : CHECKSUM_OCTETS;
    const descriptor = { single, dictionaryOctets, sizeOctets, checksumOctets };
    this.#checksumOctets = checksumOctets;
    const rest = (single ? 0 : 1) + dictionaryOctets + sizeOctets;
    this.#expect(rest, () => this.#readHeader(descriptor));
  }

  #readHeader({ single, dictionaryOctets, sizeOctets }: Descriptor): void {
    const window = single ? this.#size(dictionaryOctets, sizeOctets) : this.#window();
    if (window > MAX_WINDOW_OCTETS) {
      throw corrupt(`that wants a window of ${window} octets, more than allowed (RFC 9659)`);
    }
    this.#expectBlock();
  }

  /** The size of the content (§3.1.1.1.4). */
  #size(at: number, octets: number): number {
    switch (octets) {
      case 1:
        return this.#view.getUint8(at);
      case 2:
        return this.#view.getUint16(at, true) + TWO_OCTETS_BASE;
      case 4:
        return this.#view.getUint32(at, true);
      default:
        return Number(this.#view.getBigUint64(at, true));
    }
  }

  /** The size of the window: a power of two from 1 KiB up, and eighths of it (§3.1.1.1.2). */
  #window(): number {
    const octet = this.#field[0]!;
    const base = 2 ** (10 + (octet >> 3));
    return base + base / 8 * (octet & 7);
  }

  #expectBlock(): void {
    this.#expect(BLOCK_HEADER_OCTETS, () => this.#readBlock());
  }

  #readBlock(): void {
    const header = this.#view.getUint16(0, true) + this.#field[2]! * 0x10000;
    const isLast = (header & 1) !== 0;
    const type = (header >> 1) & 3;
    if (type === RESERVED_BLOCK) throw corrupt("that is corrupt");
    const octets = type === RLE_BLOCK ? 1 : header >> 3;
    this.#expectContent(octets, () => {
      if (isLast) this.#expectContent(this.#checksumOctets, () => this.#end());
      else this.#expectBlock();
    });
  }

  #end(): void {
    this.#whole = true;
    this.#expect(MAGIC_OCTETS, () => this.#readMagic());
  }
}

function corrupt(what: string): ContentCodingError {
  return new ContentCodingError(`zstd content ${what}`);
}
