// The plan: a request and the representation selected for it, to a response. Pure: nothing is read or
// written.
//
// Contract: GET and HEAD are planned alike (RFC 9110 §9.3.2), but that ranges are for GET only (§14.2);
// whoever sends leaves HEAD's content out. A response made here owns the source of its content; a
// source that is not sent is released here.

import { formatDate } from "../http/semantics/dates.ts";
import { evaluate, rangeApplies } from "../http/semantics/preconditions.ts";
import { type ByteRange, parseRange, type RangeOutcome } from "../http/semantics/ranges.ts";
import { reasonPhrase } from "../http/semantics/status.ts";
import type { FieldLine } from "../http/wire/encoder.ts";
import type { Fields } from "../http/wire/fields.ts";
import { contentRange, gather, multipart } from "./multipart.ts";
import type { Representation } from "./forms/representation.ts";
import { type Content, fileContent, release, type Response, wholeFile } from "./response.ts";

/** What a resource of this server allows (RFC 9110 §10.2.1). */
const ALLOW: FieldLine = ["Allow", "GET, HEAD, OPTIONS"];
/** Methods that are known, and allowed nowhere here (RFC 9110 §15.5.6, RFC 5789). */
const DISALLOWED = new Set(["POST", "PUT", "DELETE", "PATCH", "CONNECT", "TRACE"]);
/** What may be kept must be asked about before it is used again (RFC 9111 §5.2.2.4). */
const REVALIDATE: FieldLine = ["Cache-Control", "no-cache"];
const PLAIN_TEXT: FieldLine = ["Content-Type", "text/plain; charset=utf-8"];
const NOTHING_THERE = "File not found";

const utf8 = new TextEncoder();

/** What a request asks of a representation. */
export interface Asked {
  readonly method: string;
  readonly fields: Fields;
  /** The present, milliseconds since the epoch. */
  readonly nowMs: number;
}

/** What the server makes of every representation. */
export interface Terms {
  /** The value of Cache-Control. */
  readonly cacheControl: string;
  /** More ranges than this are no range at all. */
  readonly maxRanges: number;
}

/** The answer that depends on the method alone, or undefined for GET and HEAD. */
export function planMethod(method: string): Response | undefined {
  if (method === "GET" || method === "HEAD") return undefined;
  if (method === "OPTIONS") return { status: 204, fields: [ALLOW], content: undefined };
  if (DISALLOWED.has(method)) return planError(405, [ALLOW]);
  return planError(501);
}

/**
 * A representation, whole or in ranges; or 304, 412 or 416 where the request's conditions and ranges
 * come to that (RFC 9110 §13.2.2, §14.2).
 */
export function planRepresentation(
  representation: Representation,
  asked: Asked,
  terms: Terms,
): Response {
  const { validators, source } = representation;
  const decision = evaluate(asked.fields, validators, asked.nowMs);
  if (decision !== "perform") {
    release(contentOf(source));
    if (decision === "precondition failed") return planError(412);
    return { status: 304, fields: cacheFields(representation, terms), content: undefined };
  }
  const ranges = rangesOf(representation, asked, terms);
  if (ranges === "unsatisfiable") {
    release(contentOf(source));
    return planError(416, [["Content-Range", `bytes */${lengthOf(source)}`]]);
  }
  const fields = validatorFields(representation, terms);
  if (ranges !== "ignored") return planRanges(representation, ranges, fields);
  return { status: 200, fields: contentFields(representation, fields), content: contentOf(source) };
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

/** To another path of this server. @param location an absolute path and the query that was asked */
export function planRedirect(location: string): Response {
  return { status: 301, fields: [["Location", location], REVALIDATE], content: undefined };
}

/** Every form of a resource is one that Accept-Encoding refuses (RFC 9110 §15.5.7). */
export function planUnacceptable(): Response {
  return planError(406, [["Vary", "Accept-Encoding"]]);
}

/** Nothing there: the site's own page for it, or the words of the lab. */
export function planAbsent(page: Representation | undefined): Response {
  if (page === undefined) return { ...planError(404), content: utf8.encode(NOTHING_THERE) };
  return {
    status: 404,
    fields: [["Content-Type", page.mediaType], REVALIDATE],
    content: contentOf(page.source),
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

/** Either form of a listing, chosen by Accept (RFC 9110 §12.5.5). */
function planListing(type: string, text: string, fields: readonly FieldLine[]): Response {
  return {
    status: 200,
    fields: [["Content-Type", type], ...fields, ["Vary", "Accept"], REVALIDATE],
    content: utf8.encode(text),
  };
}

function rangesOf(
  { validators, source, coding }: Representation,
  { method, fields, nowMs }: Asked,
  { maxRanges }: Terms,
): RangeOutcome {
  const value = method === "GET" ? fields.get("range") : undefined;
  const length = lengthOf(source);
  if (value === undefined || length === undefined) return "ignored";
  if (!rangeApplies(fields, validators, nowMs)) return "ignored";
  const ranges = parseRange(value, length, maxRanges);
  // Content-Encoding would be taken for the coding of all the parts together.
  return typeof ranges !== "string" && ranges.length > 1 && coding !== undefined
    ? "ignored"
    : ranges;
}

/**
 * 206 with one range, or with several of them in parts (RFC 9110 §15.3.7). After If-Range too it has
 * the fields that the client would know already, against the advice given there: clients that
 * resume look at them all the same.
 */
function planRanges(
  representation: Representation,
  ranges: readonly [ByteRange, ...ByteRange[]],
  fields: readonly FieldLine[],
): Response {
  const { source, mediaType } = representation;
  const length = lengthOf(source) ?? 0;
  const [range, ...others] = ranges;
  if (others.length === 0) {
    return {
      status: 206,
      fields: [
        ...contentFields(representation, fields),
        ["Content-Range", contentRange(range, length)],
      ],
      content: piecesOf(source, [range]),
    };
  }
  const boundary = `ferry-${crypto.randomUUID()}`;
  const parts = multipart(ranges, mediaType, length, boundary);
  return {
    status: 206,
    fields: contentFields({ ...representation, mediaType: parts.mediaType }, fields),
    content: piecesOf(source, parts.pieces),
  };
}

/** The fields that 304 has too: what a cache goes by, and no more (RFC 9110 §15.4.5). */
function cacheFields({ validators, vary }: Representation, { cacheControl }: Terms): FieldLine[] {
  const fields: FieldLine[] = [["Cache-Control", cacheControl]];
  if (vary.length > 0) fields.push(["Vary", vary.join(", ")]);
  if (validators !== undefined) fields.push(["ETag", validators.entityTag]);
  return fields;
}

function validatorFields(representation: Representation, terms: Terms): FieldLine[] {
  const fields = cacheFields(representation, terms);
  const { validators, source } = representation;
  if (lengthOf(source) !== undefined) fields.push(["Accept-Ranges", "bytes"]);
  const modified = validators?.lastModifiedMs;
  const date = modified === undefined ? undefined : formatDate(modified);
  if (date !== undefined) fields.push(["Last-Modified", date]);
  return fields;
}

function contentFields(
  { mediaType, coding }: Representation,
  fields: readonly FieldLine[],
): FieldLine[] {
  const coded: FieldLine[] = coding === undefined ? [] : [["Content-Encoding", coding]];
  return [["Content-Type", mediaType], ...coded, ...fields];
}

type Source = Representation["source"];

function lengthOf(source: Source): number | undefined {
  if (source instanceof Uint8Array) return source.length;
  return source.kind === "file" ? source.size : undefined;
}

function contentOf(source: Source): Content {
  return !(source instanceof Uint8Array) && source.kind === "file" ? wholeFile(source) : source;
}

function piecesOf(source: Source, pieces: readonly (ByteRange | Uint8Array)[]): Content {
  if (source instanceof Uint8Array) return gather(source, pieces);
  return source.kind === "file" ? fileContent(source, pieces) : source;
}
