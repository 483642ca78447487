// Expected digests: what the server says that the SHA-256 of the representation is (RFC 9530).
//
// Contract: whatever says so counts, the header section, the trailer section or the answer to a HEAD;
// the digest of what has come must be equal to all of them.

import type { FieldLine } from "../../http/wire/encoder.ts";
import type { Fields } from "../../http/wire/fields.ts";
import { parseSha256Field } from "../../http/semantics/digest_fields.ts";
import { DigestError } from "../errors.ts";

/** Asks for a digest of the representation (RFC 9530 §4). */
export const WANT_DIGEST: FieldLine = ["Want-Repr-Digest", "sha-256=10"];

/** The digests of one representation, as its server tells them. */
export class ExpectedDigests {
  readonly #digests = new Set<string>();
  #settled = false;

  /** Whether one of them is this one, in lower-case hexadecimal. */
  has(digest: string): boolean {
    return this.#digests.has(digest);
  }

  /** Whether the server has told any. */
  get isEmpty(): boolean {
    return this.#digests.size === 0;
  }

  /** Takes what a header or trailer section says. */
  take(fields: Fields | undefined): void {
    const digest = parseSha256Field(fields?.get("repr-digest") ?? "");
    if (digest !== undefined) this.#digests.add(digest);
  }

  /** Takes what others have told. */
  join(others: ExpectedDigests): void {
    for (const digest of others.#digests) this.#digests.add(digest);
  }

  /** There is nothing to be told, or no more: nobody has to ask. */
  settle(): void {
    this.#digests.clear();
    this.#settled = true;
  }

  get isSettled(): boolean {
    return this.#settled;
  }

  /** Forgets all: another representation has begun. */
  clear(): void {
    this.#digests.clear();
    this.#settled = false;
  }

  /** @param actual in lower-case hexadecimal @throws {DigestError} when it is another one */
  check(actual: string): void {
    for (const expected of this.#digests) checkDigest(expected, actual);
  }
}

/** @throws {DigestError} unless the two are equal; both in lower-case hexadecimal */
export function checkDigest(expected: string | undefined, actual: string): void {
  if (expected !== undefined && expected !== actual) throw new DigestError(expected, actual);
}
