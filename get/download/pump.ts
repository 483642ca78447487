// The pump: content piece by piece from an answer to whoever takes it, decoded on the way where asked.
//
// Contract: one buffer, no faster than allowed. What is handed out is good until the taker is done.

import type { Pace } from "../../io/pace.ts";
import type { Content } from "../exchange.ts";
import { sleep } from "../sleep.ts";

/** Takes a piece. @returns whether it wants more */
export type Taker = (piece: Uint8Array) => boolean | Promise<boolean>;

/** What moves content. */
export interface PumpOptions {
  readonly buffer: Uint8Array;
  /** Shared by all that share the rate. */
  readonly pace: Pace | undefined;
  readonly signal: AbortSignal;
}

/** Moves content as it comes until it ends or nobody wants more. @throws what `Content.read` throws */
export async function pump(content: Content, take: Taker, options: PumpOptions): Promise<void> {
  const { pace, signal } = options;
  const buffer = options.buffer.subarray(0, pace?.sliceOctets ?? options.buffer.length);
  for (let piece; (piece = await content.read(buffer)) !== undefined;) {
    const wanted = take(piece);
    if (!(typeof wanted === "boolean" ? wanted : await wanted)) return;
    if (pace !== undefined) await keepPace(pace, piece.length, signal);
  }
}

/**
 * Moves content and undoes its content codings.
 *
 * @param codings the value of Content-Encoding
 * @param maxOctets the most that may come out
 * @returns the SHA-256 of the coded octets, which is what the server's digests are of
 * @throws {ContentCodingError}, {TooLargeError}, and what `Content.read` throws
 */
export async function pumpDecoded(
  content: Content,
  codings: string,
  take: Taker,
  options: PumpOptions & { readonly maxOctets: number | undefined },
): Promise<string> {
  const { contentDecoder } = await import("../coding/content_decoder.ts");
  const { createHash } = await import("node:crypto");
  using decoder = contentDecoder(codings, { maxOctets: options.maxOctets });
  const hash = createHash("sha256");
  const decode = async (piece: Uint8Array): Promise<boolean> => {
    hash.update(piece);
    for await (const decoded of decoder.decode(piece)) await take(decoded);
    return true;
  };
  await pump(content, decode, options);
  await decoder.finish();
  return hash.digest("hex");
}

async function keepPace(pace: Pace, octets: number, signal: AbortSignal): Promise<void> {
  pace.spend(octets, performance.now());
  for (let ms; (ms = pace.delay(performance.now())) > 0;) await sleep(ms, signal);
}
