// Basic authentication (RFC 7617): who may ask for anything at all.
//
// Contract: how long a refusal takes tells nothing of which users there are: the work is the same for
// known and unknown ones. A password is kept as its digest under a key of this process only, and
// credentials that were right are remembered so, since every request of a client repeats them.

import type { Buffer } from "node:buffer";
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { FieldLine } from "../../http/wire/encoder.ts";
import { octetsOf } from "../../http/wire/octets.ts";
import type { HashComparer } from "./bcrypt.ts";
import { FairQueue } from "./fair_queue.ts";
import type { Login } from "./htpasswd.ts";

/** What came of looking at a request's credentials. */
export type Verdict =
  | { readonly kind: "welcome"; /** One character an octet. */ readonly user: string }
  | { readonly kind: "refused" }
  /** Too many are waiting to be looked at. */
  | { readonly kind: "busy" };

/** What a refused peer is asked for (RFC 9110 §11.6.1, RFC 7617 §2.1). */
export const CHALLENGE: FieldLine = ["WWW-Authenticate", 'Basic realm="ferry", charset="UTF-8"'];

/** credentials = "Basic" 1*SP token68 (RFC 9110 §11.4) */
const CREDENTIALS = /^basic +((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3}={0,2})?)$/i;
/** Credentials that are remembered: a few hundred KiB. */
const MAX_REMEMBERED = 1024;
/** A browser opens six connections; at 0.1 s each the last of all waits for two minutes. */
const PLACES = { each: 16, all: 1024, atOnce: 1 };

const REFUSED: Verdict = { kind: "refused" };
const BUSY: Verdict = { kind: "busy" };
const utf8 = new TextEncoder();
const text = new TextDecoder("utf-8", { ignoreBOM: true });

interface Credentials {
  /** One character an octet. */
  readonly user: string;
  readonly password: string;
}

/** Looks at the credentials of requests. */
export class Authenticator implements Disposable {
  readonly #key = randomBytes(32);
  /** The digests of what plain logins have to send. */
  readonly #plain: readonly Uint8Array[];
  readonly #hashes: ReadonlyMap<string, string>;
  readonly #remembered = new Map<string, Verdict>();
  readonly #pending = new Map<string, Promise<Verdict>>();
  readonly #queue = new FairQueue(PLACES);

  /**
   * @param logins at least one
   * @param comparer is disposed with this
   * @param diagnose told, in one sentence, what the machine could not do
   */
  constructor(
    logins: readonly Login[],
    private readonly comparer: HashComparer,
    private readonly diagnose: (fault: string) => void,
  ) {
    this.#plain = logins.flatMap((login) =>
      "password" in login ? [this.#digest(utf8.encode(`${login.user}:${login.password}`))] : []
    );
    this.#hashes = new Map(
      logins.flatMap((login) => "bcrypt" in login ? [[login.user, login.bcrypt]] : []),
    );
  }

  /**
   * Judges the value of Authorization.
   *
   * @param peer the peer's address: who asks for much waits behind itself
   */
  check(authorization: string | undefined, peer: string): Verdict | Promise<Verdict> {
    const pair = parsePair(authorization);
    const credentials = pair === undefined ? undefined : splitPair(pair);
    if (pair === undefined || credentials === undefined) return REFUSED;
    const digest = this.#digest(octetsOf(pair));
    if (this.#isPlain(digest)) return { kind: "welcome", user: credentials.user };
    if (this.#hashes.size === 0) return REFUSED;
    const key = digest.toString("base64");
    const remembered = this.#remembered.get(key);
    if (remembered !== undefined) {
      this.#remember(key, remembered);
      return remembered;
    }
    return this.#pending.get(key) ?? this.#look(key, credentials, peer);
  }

  [Symbol.dispose](): void {
    this.comparer[Symbol.dispose]();
  }

  #look(key: string, credentials: Credentials, peer: string): Promise<Verdict> | Verdict {
    const looking = this.#queue.run(peer, () => this.#compare(credentials));
    if (looking === undefined) return BUSY;
    const verdict = looking.then((found) => {
      if (found.kind === "welcome") this.#remember(key, found);
      return found;
    }).finally(() => this.#pending.delete(key));
    this.#pending.set(key, verdict);
    return verdict;
  }

  async #compare({ user, password }: Credentials): Promise<Verdict> {
    const hash = this.#hashes.get(decode(user));
    const bcrypt = hash ?? this.#decoy(user);
    try {
      const same = await this.comparer.compare({ password: decode(password), bcrypt });
      return same && hash !== undefined ? { kind: "welcome", user } : REFUSED;
    } catch (fault) {
      this.diagnose(
        `a password was not looked at: ${(fault as Error).message}; its user was told to try again`,
      );
      return BUSY;
    }
  }

  /** Some user's hash, for one name always the same: costs differ within a file, and would tell. */
  #decoy(user: string): string {
    const place = this.#digest(octetsOf(user)).readUInt32LE() % this.#hashes.size;
    return this.#hashes.values().drop(place).next().value ?? "";
  }

  /** Looks at all of them, whichever fits. */
  #isPlain(digest: Uint8Array): boolean {
    let found = false;
    for (const each of this.#plain) if (timingSafeEqual(each, digest)) found = true;
    return found;
  }

  /** As the latest; the one that was used longest ago goes when there are too many. */
  #remember(key: string, verdict: Verdict): void {
    this.#remembered.delete(key);
    this.#remembered.set(key, verdict);
    if (this.#remembered.size <= MAX_REMEMBERED) return;
    for (const oldest of this.#remembered.keys()) {
      this.#remembered.delete(oldest);
      break;
    }
  }

  #digest(octets: Uint8Array): Buffer {
    return createHmac("sha256", this.#key).update(octets).digest();
  }
}

/** `user:password`, one character an octet; undefined for other credentials than Basic. */
function parsePair(authorization: string | undefined): string | undefined {
  const encoded = CREDENTIALS.exec(authorization ?? "")?.[1];
  if (encoded === undefined) return undefined;
  try {
    return atob(encoded);
  } catch {
    return undefined;
  }
}

/** The password may hold colons, the user not; neither a control character (RFC 7617 §2). */
function splitPair(pair: string): Credentials | undefined {
  const colon = pair.indexOf(":");
  // deno-lint-ignore no-control-regex
  if (colon < 1 || /[\x00-\x1f\x7f]/.test(pair)) return undefined;
  return { user: pair.slice(0, colon), password: pair.slice(colon + 1) };
}

function decode(octets: string): string {
  return text.decode(octetsOf(octets));
}
