// The responder: a request that was read to the response that was decided on.
//
// Contract: faults of the machine become a status here (503 when it has no file to spare, 500 else);
// faults of the peer are thrown on as ProtocolError. Who gets the response releases its content.

import { preferredType } from "../http/semantics/negotiation.ts";
import { parsePath } from "../http/semantics/paths.ts";
import type { RequestHead } from "../http/wire/request_head.ts";
import { checkHost, parseTarget, type RequestTarget } from "../http/wire/target.ts";
import type { OpenFolder, Refusal } from "./gate.ts";
import { renderListing, renderListingJson } from "./listing.ts";
import {
  planAbsent,
  planError,
  planFile,
  planJson,
  planMethod,
  planPage,
  planRedirect,
} from "./plan.ts";
import type { Response } from "./response.ts";
import type { Found, Site } from "./site.ts";

/** Decides on responses for one site. */
export class Responder {
  /** @param diagnose told, in one sentence, what the machine could not do */
  constructor(private readonly site: Site, private readonly diagnose: (fault: string) => void) {}

  /**
   * The response to a request whose framing is known to be sound.
   *
   * @param nowMs the present, milliseconds since the epoch
   * @throws {ProtocolError} for a bad Host or target
   */
  async respond(head: RequestHead, nowMs: number): Promise<Response> {
    checkHost(head.version, head.fields);
    const target = parseTarget(head.method, head.target);
    const answer = planMethod(head.method);
    if (answer !== undefined || target.form === "asterisk" || target.form === "authority") {
      return answer ?? planError(400);
    }
    try {
      return await this.#respond(head, target, nowMs);
    } catch (fault) {
      return this.#planFault(fault);
    }
  }

  async #respond(
    head: RequestHead,
    target: Extract<RequestTarget, { path: string }>,
    nowMs: number,
  ): Promise<Response> {
    const path = parsePath(target.path);
    if (path === "malformed") return planError(400);
    const found: Found = path === "absent" ? { kind: "absent" } : this.site.find(path);
    switch (found.kind) {
      case "file":
        return planFile(found, head.fields, nowMs);
      case "folder":
        return await this.#list(found, head);
      case "redirect":
        return planRedirect(found.path + encodeQuery(target.query));
      default:
        return this.#refuse(found.kind);
    }
  }

  #refuse(refusal: Refusal): Response {
    return refusal === "forbidden" ? planError(403) : planAbsent(this.site.absentPage());
  }

  async #list(folder: OpenFolder, { fields }: RequestHead): Promise<Response> {
    const entries = await this.site.gate.list(folder);
    if (typeof entries === "string") return this.#refuse(entries);
    const form = preferredType(fields.get("accept"), ["text/html", "application/json"]);
    if (form === "application/json") return planJson(renderListingJson(folder.names, entries));
    const { html, contentSecurityPolicy } = renderListing(folder.names, entries);
    return planPage(html, contentSecurityPolicy);
  }

  #planFault(fault: unknown): Response {
    this.diagnose(fault instanceof Error ? fault.message : String(fault));
    const code = fault instanceof Error && "code" in fault ? fault.code : "";
    const exhausted = code === "EMFILE" || code === "ENFILE" || code === "ENOMEM";
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
