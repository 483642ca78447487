// Representations: which form of a file a request is answered with (RFC 9110 §12).
//
// Contract: the forms are the file as it is, its siblings, and what is compressed on the fly. The
// client's weights decide first, then the size. An answer that depends on Accept-Encoding says so in
// Vary, whichever form it has, and so does a 304.

import { type CodingOffer, preferredCoding } from "../../http/semantics/codings.ts";
import type { Fields } from "../../http/wire/fields.ts";
import {
  BY_SPEED,
  codedEntityTag,
  type Coding,
  COMPRESSIBLE_OCTETS,
  isCompressible,
} from "./compress.ts";
import type { Gate, OpenFile } from "../gate.ts";
import type { OctetCache } from "./octet_cache.ts";
import { identityOf, type Representation, validatorsOf } from "./representation.ts";
import type { Response } from "../response.ts";
import { type Sibling, Siblings } from "./siblings.ts";
import { Variants } from "./variants.ts";

/** What forms files may have besides their own. */
export interface RepresentationsOptions {
  /** Whether `x.br`, `x.zst` and `x.gz` beside `x` are forms of it. */
  readonly precompressed: boolean;
  /** Whether what is worth it is compressed on the fly. */
  readonly compress: boolean;
}

/** A form, and how to come by it; undefined when it turns out that it can't be had. */
interface Offer extends CodingOffer {
  readonly take: () => Representation | undefined;
}

const VARY = ["Accept-Encoding"];

/** Selects among the forms that a file has. */
export class Representations {
  readonly #siblings: Siblings;
  readonly #variants: Variants;

  /** @param cache for what is compressed on the fly */
  constructor(
    gate: Gate,
    cache: OctetCache<Uint8Array>,
    private readonly options: RepresentationsOptions,
  ) {
    this.#siblings = new Siblings(gate);
    this.#variants = new Variants(cache);
  }

  /**
   * The form that the request's fields like best, or undefined when they like none. Takes the file
   * over: it is closed here, or by whoever releases the representation's source.
   *
   * @param nowMs the present, milliseconds since the epoch
   * @throws system errors of opening a sibling, such as EMFILE
   */
  select(file: OpenFile, fields: Fields, nowMs: number): Representation | undefined {
    const identity = identityOf(file, nowMs);
    const siblings = this.options.precompressed ? this.#siblings.of(file, nowMs) : [];
    const compressible = this.options.compress &&
      isCompressible(file.name, identity.mediaType, file.size);
    const varies = siblings.length > 0 || compressible;
    const accepted = fields.get("accept-encoding");
    if (!varies && !mayRefuseIdentity(accepted)) return identity;
    const own = varies ? { ...identity, vary: VARY } : identity;
    try {
      const selected = firstOf(accepted, [
        ...siblings.map((sibling) => this.#siblingOffer(sibling, own, file, nowMs)),
        ...(compressible ? this.#variantOffers(own, file, fields, nowMs) : []),
        { coding: undefined, octets: file.size, take: () => own },
      ]);
      if (selected === undefined) file[Symbol.dispose]();
      return selected;
    } catch (fault) {
      file[Symbol.dispose]();
      throw fault;
    }
  }

  /**
   * A page that the server made, compressed when that is wanted. Its content must be compressible, and
   * have no entity-tag.
   */
  encode(page: Response, fields: Fields): Response {
    const { content } = page;
    if (!this.options.compress || !(content instanceof Uint8Array)) return page;
    if (content.length < COMPRESSIBLE_OCTETS) return page;
    const octets = content.length - 1; // as in #variantOffers
    const offers = BY_SPEED.map((coding) => ({ coding, octets }));
    const identity = { coding: undefined, octets: content.length };
    const coding = preferredCoding(fields.get("accept-encoding"), [...offers, identity])?.coding;
    const varying = { ...page, fields: addVary(page.fields) };
    const coded = coding === undefined ? undefined : this.#variants.ofOctets(content, coding);
    if (coding === undefined || coded === undefined) return varying;
    const fieldLines = [...varying.fields, ["Content-Encoding", coding] as const];
    return { ...varying, fields: fieldLines, content: coded };
  }

  #siblingOffer(sibling: Sibling, own: Representation, file: OpenFile, nowMs: number): Offer {
    const { coding, octets } = sibling;
    const take = (): Representation | undefined => {
      const source = this.#siblings.open(sibling, file);
      if (source === undefined) return undefined;
      file[Symbol.dispose]();
      return { ...own, source, coding, validators: siblingValidators(own, source, coding, nowMs) };
    };
    return { coding, octets, take };
  }

  /**
   * What can be compressed on the fly. Its size is not known: it counts as a little smaller than the
   * file. A range is taken from it only when the request names its entity-tag, since without one a
   * client may put ranges together that were not of the same form (Apache, too, leaves ranges alone).
   */
  #variantOffers(own: Representation, file: OpenFile, fields: Fields, nowMs: number): Offer[] {
    const entityTag = own.validators?.entityTag;
    const named = (tag: string): boolean =>
      ["if-range", "if-match"].some((name) => fields.get(name)?.includes(tag));
    return this.#variants.codingsFor(file.size).flatMap((coding) => {
      const tag = entityTag === undefined ? undefined : codedEntityTag(entityTag, coding);
      if (fields.has("range") && (tag === undefined || !named(tag))) return [];
      const take = (): Representation | undefined => {
        const source = this.#variants.of(file, entityTag, coding, nowMs);
        if (source === undefined) return undefined;
        const validators = own.validators && tag && { ...own.validators, entityTag: tag };
        return { ...own, source, coding, validators: validators || undefined };
      };
      return [{ coding, octets: file.size - 1, take }];
    });
  }
}

/** The best offer that can be had. */
function firstOf(
  accepted: string | undefined,
  offers: readonly Offer[],
): Representation | undefined {
  for (let left = offers;;) {
    const best = preferredCoding(accepted, left);
    const taken = best?.take();
    if (best === undefined || taken !== undefined) return taken;
    left = left.filter((each) => each !== best);
  }
}

/** Whether it is worth a closer look: a weight of 0 is all that refuses identity. */
function mayRefuseIdentity(accepted: string | undefined): boolean {
  return accepted !== undefined && /q=0/i.test(accepted);
}

/** Both states are in it: that of the file says which content it is, the sibling's which octets. */
function siblingValidators(
  own: Representation,
  source: OpenFile,
  coding: Coding,
  nowMs: number,
): Representation["validators"] {
  const validators = validatorsOf(source, nowMs);
  if (own.validators === undefined || validators === undefined) return undefined;
  const tags = [own.validators.entityTag.slice(1, -1), coding, validators.entityTag.slice(1, -1)];
  return { ...validators, entityTag: `"${tags.join("-")}"` };
}

function addVary(fields: Response["fields"]): Response["fields"] {
  const values = fields.flatMap(([name, value]) => name === "Vary" ? [value] : []);
  return [
    ...fields.filter(([name]) => name !== "Vary"),
    ["Vary", [...values, ...VARY].join(", ")],
  ];
}
