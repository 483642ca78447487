// The plan: a request and what was found for it, to a response. Pure: nothing is read or written.
//
// Contract: GET and HEAD are planned alike (RFC 9110 §9.3.2); whoever sends leaves HEAD's content out.
// A response made here owns the file in it; a file that is not sent is closed here.

import { type Decision, evaluate, type Validators } from "../http/semantics/preconditions.ts";
import { fileEntityTag } from "../http/semantics/entity_tag.ts";
import { formatDate } from "../http/semantics/dates.ts";
import { reasonPhrase } from "../http/semantics/status.ts";
import type { FieldLine } from "../http/wire/encoder.ts";
import type { Fields } from "../http/wire/fields.ts";
import type { OpenFile } from "./gate.ts";
import { mediaTypeOf } from "./media_type.ts";
import { release, type Response } from "./response.ts";

/** What a resource of this server allows (RFC 9110 §10.2.1). */
const ALLOW: FieldLine = ["Allow", "GET, HEAD, OPTIONS"];
/** Methods that are known, and allowed nowhere here (RFC 9110 §15.5.6, RFC 5789). */
const DISALLOWED = new Set(["POST", "PUT", "DELETE", "PATCH", "CONNECT", "TRACE"]);
/** What may be kept must be asked about before it is used again (RFC 9111 §5.2.2.4). */
const REVALIDATE: FieldLine = ["Cache-Control", "no-cache"];
const PLAIN_TEXT: FieldLine = ["Content-Type", "text/plain; charset=utf-8"];
const NOTHING_THERE = "File not found";

const utf8 = new TextEncoder();

/** The answer that depends on the method alone, or undefined for GET and HEAD. */
export function planMethod(method: string): Response | undefined {
  if (method === "GET" || method === "HEAD") return undefined;
  if (method === "OPTIONS") return { status: 204, fields: [ALLOW], content: undefined };
  if (DISALLOWED.has(method)) return planError(405, [ALLOW]);
  return planError(501);
}

/**
 * A file with its validators, or 304 when the request's conditions say so (RFC 9110 §13.2.2).
 *
 * @param nowMs the present, milliseconds since the epoch
 */
export function planFile(file: OpenFile, request: Fields, nowMs: number): Response {
  const validators = validatorsOf(file, nowMs);
  const decision: Decision = validators === undefined
    ? "perform"
    : evaluate(request, validators, nowMs);
  const fields = [...validatorFields(validators), REVALIDATE];
  if (decision === "not modified") {
    release(file);
    return { status: 304, fields, content: undefined };
  }
  return {
    status: 200,
    fields: [["Content-Type", mediaTypeOf(file.name)], ...fields],
    content: file,
  };
}

/** A folder as a page that the server made, which nothing from elsewhere may be loaded into. */
export function planPage(html: string, contentSecurityPolicy: string): Response {
  const policy: FieldLine = ["Content-Security-Policy", contentSecurityPolicy];
  return planListing("text/html; charset=utf-8", html, [policy]);
}

/** A folder as JSON. */
export function planJson(json: string): Response {
  return planListing("application/json", json, []);
}

/** Either form of a listing, chosen by Accept (RFC 9110 §12.5.5). */
function planListing(type: string, text: string, fields: readonly FieldLine[]): Response {
  return {
    status: 200,
    fields: [["Content-Type", type], ...fields, ["Vary", "Accept"], REVALIDATE],
    content: utf8.encode(text),
  };
}

/** To the same folder with its slash. @param location an absolute path and the query that was asked */
export function planRedirect(location: string): Response {
  return { status: 301, fields: [["Location", location], REVALIDATE], content: undefined };
}

/** Nothing there: the site's own page for it, or the words of the lab. */
export function planAbsent(page: OpenFile | undefined): Response {
  if (page === undefined) return { ...planError(404), content: utf8.encode(NOTHING_THERE) };
  return {
    status: 404,
    fields: [["Content-Type", mediaTypeOf(page.name)], REVALIDATE],
    content: page,
  };
}

/** An error told by its reason phrase alone: nothing of the request or the machine is in it. */
export function planError(status: number, fields: readonly FieldLine[] = []): Response {
  return {
    status,
    fields: [...fields, PLAIN_TEXT, REVALIDATE],
    content: utf8.encode(reasonPhrase(status)),
  };
}

/** Undefined when no time is told, or one beyond any Date: it can't tell a file from its next state. */
function validatorsOf(file: OpenFile, nowMs: number): Validators | undefined {
  if (file.mtimeMs === undefined || Number.isNaN(file.mtimeMs)) return undefined;
  const dated = formatDate(file.mtimeMs) !== undefined;
  return {
    entityTag: fileEntityTag(file.mtimeMs, file.size),
    // A time ahead of the clock is told as the present (RFC 9110 §8.8.2.1).
    lastModifiedMs: dated ? Math.min(file.mtimeMs, nowMs) : undefined,
  };
}

function validatorFields(validators: Validators | undefined): FieldLine[] {
  if (validators === undefined) return [];
  const { entityTag, lastModifiedMs } = validators;
  const fields: FieldLine[] = [["ETag", entityTag]];
  if (lastModifiedMs !== undefined) {
    fields.push(["Last-Modified", formatDate(lastModifiedMs) ?? ""]);
  }
  return fields;
}
