// The responder: a request that was read to the response that was decided on.
//
// Contract: faults of the machine become a status here (503 when it has no file to spare, 500 else);
// faults of the peer are thrown on as ProtocolError. Who gets the response releases its content.

import { preferredType } from "../http/semantics/negotiation.ts";
import { parsePath } from "../http/semantics/paths.ts";
import type { RequestHead } from "../http/wire/request_head.ts";
import { checkHost, parseTarget, type RequestTarget } from "../http/wire/target.ts";
import { messageOf } from "../io/errors.ts";
import { joinInTurns } from "../io/turns.ts";
import { planArchive } from "./archive/archive.ts";
import { isPreflight, planPreflight } from "./cors.ts";
import type { OpenFile, OpenFolder, Refusal } from "./gate.ts";
import { renderListing, renderListingJson } from "./listing/listing.ts";
import { LISTING_POLICY } from "./listing/listing_assets.ts";
import {
  planAbsent,
  planError,
  planJson,
  planMethod,
  planPage,
  planRedirect,
  planRepresentation,
  planUnacceptable,
  type Terms,
} from "./plan.ts";
import { identityOf, type Representation } from "./forms/representation.ts";
import type { Representations } from "./forms/representations.ts";
import type { Response } from "./response.ts";
import type { Services } from "./services.ts";
import type { Found, FoundApp, FoundArchive, Site } from "./site.ts";
import type { LivePages } from "./watch/live_pages.ts";

/** What a responder decides with. */
export interface ResponderParts {
  readonly site: Site;
  readonly representations: Representations;
  readonly terms: Terms;
  readonly services: Services;
  /** What pages with a script are made by; undefined where they are served as they are. */
  readonly live: LivePages | undefined;
  /** Told, in one sentence, what the machine could not do. */
  readonly diagnose: (fault: string) => void;
}

/** A target with a path. */
type PathTarget = Extract<RequestTarget, { path: string }>;

/** Decides on responses for one site. */
export class Responder {
  constructor(private readonly parts: ResponderParts) {}

  /**
   * The response to a request whose framing is known to be sound.
   *
   * @param nowMs the present, milliseconds since the epoch
   * @throws {ProtocolError} for a bad Host or target
   */
  async respond(head: RequestHead, nowMs: number): Promise<Response> {
    checkHost(head.version, head.fields);
    const target = parseTarget(head.method, head.target);
    const { services: { preflight, endpoints }, live } = this.parts;
    if (preflight && isPreflight(head.method, head.fields)) return planPreflight();
    const answer = planMethod(head.method);
    if (answer !== undefined || target.form === "asterisk" || target.form === "authority") {
      return answer ?? planError(400);
    }
    try {
      return await (endpoints?.answer(target.path) ??
        live?.answer(target.path, target.query, head.fields) ?? this.#respond(head, target, nowMs));
    } catch (fault) {
      return this.#planFault(fault, target.path);
    }
  }

  async #respond(head: RequestHead, target: PathTarget, nowMs: number): Promise<Response> {
    const { site } = this.parts;
    const path = parsePath(target.path);
    if (path === "malformed") return planError(400);
    const wish = { query: target.query, accept: head.fields.get("accept") };
    const found: Found = path === "absent" ? { kind: "absent" } : site.find(path, wish);
    switch (found.kind) {
      case "file":
        return await this.#represent(found, head, nowMs);
      case "app":
        return await this.#representApp(found, head, nowMs);
      case "folder":
        return await this.#list(found, head);
      case "archive":
        return await this.#archive(found, head);
      case "redirect":
        return planRedirect(found.path + encodeQuery(target.query));
      default:
        return this.#refuse(found.kind, head);
    }
  }

  async #represent(
    file: OpenFile,
    head: RequestHead,
    nowMs: number,
    terms = this.parts.terms,
    vary: readonly string[] = [],
  ): Promise<Response> {
    const { representations, services, live } = this.parts;
    const { method, fields } = head;
    const page = live?.page(file, fields, nowMs);
    const selected = page ?? representations.select(file, fields, nowMs);
    if (selected === undefined) return planUnacceptable();
    const representation = vary.length === 0
      ? selected
      : { ...selected, vary: [...vary, ...selected.vary] };
    const planned = planRepresentation(representation, { method, fields, nowMs }, terms);
    // A page with a script changes with files that are not its own.
    const response = page === undefined ? withBasis(planned, file, representation) : planned;
    if (!services.digests.isWanted(head)) return response;
    return await services.digests.attach(response, method, {
      representation,
      names: file.names,
      nowMs,
    });
  }

  /** Always asked about again, for it names what belongs to this version of the app. */
  #representApp({ file, fallback }: FoundApp, head: RequestHead, nowMs: number): Promise<Response> {
    const terms = { ...this.parts.terms, cacheControl: "no-cache" };
    return this.#represent(file, head, nowMs, terms, fallback ? ["Accept"] : []);
  }

  async #archive({ folder, name, type }: FoundArchive, head: RequestHead): Promise<Response> {
    const planned = await planArchive(this.parts.site.gate, folder, name, type);
    return typeof planned === "string" ? this.#refuse(planned, head) : planned;
  }

  #refuse(refusal: Refusal, { fields }: RequestHead): Response {
    if (refusal === "forbidden") return planError(403);
    const { site, live } = this.parts;
    const page = site.absentPage();
    if (page !== undefined) return planAbsent(live?.page(page, fields, 0) ?? identityOf(page, 0));
    return live?.absent(fields.get("accept")) ?? planAbsent(undefined);
  }

  async #list(folder: OpenFolder, head: RequestHead): Promise<Response> {
    const { site: { gate, prefix, archives }, representations, live } = this.parts;
    const { fields } = head;
    const entries = await gate.list(folder);
    if (typeof entries === "string") return this.#refuse(entries, head);
    const form = preferredType(fields.get("accept"), ["text/html", "application/json"]);
    const render = form === "application/json" ? renderListingJson : renderListing;
    const text = await joinInTurns(render(folder.names, entries, { prefix, archives }));
    if (form === "application/json") return representations.encode(planJson(text), fields);
    const page = planPage(text, LISTING_POLICY);
    return representations.encode(live?.made(page) ?? page, fields);
  }

  #planFault(fault: unknown, path: string): Response {
    const code = fault instanceof Error && "code" in fault ? fault.code : undefined;
    const exhausted = code === "EMFILE" || code === "ENFILE" || code === "ENOMEM";
    const remedy = exhausted ? "raise ulimit, or lower --max-connections" : "look at its disk";
    const reason = messageOf(fault);
    this.parts.diagnose(code === undefined ? reason : `${path}: ${reason}; ${remedy}`);
    return exhausted ? planError(503, [["Retry-After", "1"]]) : planError(500);
  }
}

/** The query as it came; octets that are not ASCII, which a field should not hold, percent-encoded. */
function encodeQuery(query: string): string {
  return query.replace(
    /[\x80-\xff]/g,
    (octet) => `%${octet.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Where there are several forms of a file, a look at one of them does not tell which is chosen. */
function withBasis(response: Response, { state }: OpenFile, { vary }: Representation): Response {
  if (state === undefined || (response.status !== 200 && response.status !== 304)) return response;
  return { ...response, basis: { state, isSole: vary.length === 0 } };
}
