// The judge: whether a front and ferry agreed on how many requests there were, and on which.
//
// Contract: pure. Agreed means: whatever ferry read as a request bears the front's mark with the method
// and target that ferry read; each answer of ferry's reached the client, in order, but for a refusal in
// whose place the front gave its own; and the next client of the front, whose request may go over the
// same connection, got what it asked for.

import type { LogEntry } from "../../serve/access_log.ts";
import { type Answer, FILES, type Observation } from "./observe.ts";

const BAD_REQUEST = 400;

/** What they disagreed on, in one sentence; undefined when on nothing. */
export function disagreement(
  { answers, seen, victim = [] }: Observation,
  secret: string,
): string | undefined {
  for (const entry of seen) {
    const fault = markFault(entry, secret);
    if (fault !== undefined) return fault;
  }
  const passedOn = answers.filter(({ byFerry }) => byFerry);
  const [own] = victim;
  if (victim.length !== 1 || own?.status !== 200 || !own.text.endsWith("the content of victim")) {
    return `the next client was answered ${JSON.stringify(victim.map(({ text }) => text))}`;
  }
  const kept = withoutLost(seen, answers);
  if (passedOn.length !== kept.length) {
    return `ferry gave ${seen.length} answers, ${passedOn.length} of them reached the client`;
  }
  return kept.map((entry, at) => answerFault(entry, passedOn[at])).find(Boolean);
}

/**
 * The exchanges whose answer should have reached the client. Where both found the same fault in the
 * content of a request, the front may give its own answer to it and drop ferry's.
 */
function withoutLost(seen: readonly LogEntry[], answers: readonly Answer[]): readonly LogEntry[] {
  let lost = seen.length - answers.filter(({ byFerry }) => byFerry).length;
  const refusals = answers.filter(({ byFerry, status }) => !byFerry && status >= BAD_REQUEST);
  if (lost <= 0 || lost > refusals.length) return seen;
  return seen.filter(({ request, status }) => {
    const isLost = lost > 0 && request !== undefined && status === BAD_REQUEST;
    if (isLost) lost--;
    return !isLost;
  });
}

function markFault({ request }: LogEntry, secret: string): string | undefined {
  if (request === undefined) return undefined; // refused before it was one
  const { method, target, referer = "" } = request;
  if (!referer.startsWith(`${secret} `)) return `${method} ${target} was smuggled`;
  const [meantMethod, meantTarget = ""] = splitAtSpace(referer.slice(secret.length + 1));
  const sameTarget = method === "CONNECT" || pathOf(meantTarget) === pathOf(target); // has no path
  if (meantMethod === method && sameTarget) return undefined;
  return `the front meant ${meantMethod} ${meantTarget}, ferry read ${method} ${target}`;
}

function answerFault(
  { request, status }: LogEntry,
  answer: Answer | undefined,
): string | undefined {
  if (answer?.status === 0) return undefined;
  if (answer?.status !== status) {
    return `ferry answered ${status}, the client got ${answer?.status}`;
  }
  if (request?.method !== "GET" || status !== 200) return undefined;
  const content = FILES[nameOf(request.target)];
  if (content === undefined || answer.text.endsWith(content)) return undefined;
  return `the answer to ${request.target} was given to another request`;
}

function splitAtSpace(text: string): readonly string[] {
  const at = text.indexOf(" ");
  return [text.slice(0, at), text.slice(at + 1)];
}

/** A target without scheme and authority; a query alone gets its slash (RFC 9112 §3.2.1). */
function pathOf(target: string): string {
  const path = target.replace(/^https?:\/\/[^/?]*/i, "");
  return path === "" || path.startsWith("?") ? `/${path}` : path;
}

/** Statuses that end the reading of a connection when it is ferry that reads. */
const REFUSALS: ReadonlySet<number> = new Set([400, 414, 416, 431, 501, 505]);

/** What ferry read, as the corpus has it: names of targets, or `refused`. */
export function readingOf({ seen }: Observation): string {
  return seen.map(({ request, status }) => {
    if (request === undefined || REFUSALS.has(status)) return "refused";
    return nameOf(request.target);
  }).join(" ");
}

/** `/first`, also as the end of a URI, is `first`. */
function nameOf(target: string): string {
  const path = pathOf(target);
  const name = path.slice(1);
  return name in FILES || name === "absent" ? name : path;
}

/** The statuses that the client got, those of ferry with a star. */
export function outcomeOf({ answers }: Observation): string {
  if (answers.length === 0) return "closed";
  return answers.map(({ status, byFerry }) => {
    return `${status === 0 ? "headless" : status}${byFerry ? "*" : ""}`;
  }).join(" ");
}
