// Buffers for the pieces of files that are on their way, shared by all of them.
//
// Contract: few get large buffers and many small ones: so thousands of peers that take nothing hold
// little memory, and nobody waits long while the pieces of all others are written. Sizes are powers of
// two, so that a share that hardly changes leaves the buffers as they are.

/** One read, one write; of a size at which both cost little more than the copying (measured). */
const LARGEST_OCTETS = 512 * 1024;
/** What each of thousands may hold: 80 MiB for 5,000 of them. */
const SMALLEST_OCTETS = 16 * 1024;
/** What all buffers take together, until each is one of the smallest. */
const TOTAL_OCTETS = 64 * 1024 * 1024;
/** A buffer takes no more than so large a part of what is left for others. */
const PART = 1 / 16;
/** Buffers of the largest size kept for the next large file: two for each of a few. */
const MAX_SPARE = 8;

const spare: Uint8Array[] = [];
let held = 0;

/** How many octets all buffers that were taken have. */
export function heldOctets(): number {
  return held;
}

/** A buffer, of whatever size now suits; what is never written to costs no memory. */
export function takeBuffer(): Uint8Array {
  const octets = sizeWhere(held);
  held += octets;
  return octets === LARGEST_OCTETS && spare.pop() || new Uint8Array(octets);
}

/** The buffer, or another one where its size no longer suits. Nobody may use it any more. */
export function refitBuffer(buffer: Uint8Array): Uint8Array {
  if (buffer.length === sizeWhere(held - buffer.length)) return buffer;
  giveBuffer(buffer);
  return takeBuffer();
}

/** Gives a buffer back that nobody uses any more. */
export function giveBuffer(buffer: Uint8Array): void {
  dropBuffer(buffer);
  if (buffer.length === LARGEST_OCTETS && spare.length < MAX_SPARE) spare.push(buffer);
}

/** Gives a buffer up that somebody may still read. */
export function dropBuffer(buffer: Uint8Array): void {
  held -= buffer.length;
}

/** The size for one more buffer, where others hold so much. */
function sizeWhere(others: number): number {
  let octets = LARGEST_OCTETS;
  const limit = (TOTAL_OCTETS - others) * PART;
  while (octets > SMALLEST_OCTETS && octets > limit) octets /= 2;
  return octets;
}
