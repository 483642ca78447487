// What went wrong with a download: its exit code, and the line that tells of it.
//
// Contract: one table from errors to both. A line says what happened, where, and what to do; it is
// escaped, since servers have a say in it. What can be gone on with is told with the command for it.

import { FerryError, ProtocolError, TruncatedError } from "../http/wire/errors.ts";
import { escapeControls } from "../io/escape.ts";
import { CertificateError, type Phase, TimeoutError, TransportError } from "../io/errors.ts";
import * as errors from "../get/errors.ts";
import type { Outcome } from "../get/outcome.ts";
import type { StatusLine } from "../get/settings.ts";
import { ExitCode } from "./exit_code.ts";
import {
  type Remedy,
  remedyForCertificate,
  remedyForConnection,
  remedyForStatus,
} from "./remedies.ts";

/** What is told of a failure. */
export interface Failure {
  readonly exitCode: ExitCode;
  /** One line without its ending; undefined when whoever would read it has gone. */
  readonly message: string | undefined;
}

interface Told extends Remedy {
  readonly exitCode: ExitCode;
  /** What happened, and where. */
  readonly what: string | undefined;
}

type Rule = (error: FerryError, url: string) => Told | undefined;

type Kind<E> = new (...values: never[]) => E;

function rule<E extends FerryError>(
  kind: Kind<E>,
  exitCode: ExitCode,
  what: (error: E, url: string) => string | undefined,
  remedy: Remedy | ((error: E) => Remedy) = {},
): Rule {
  return (error, url) => {
    if (!(error instanceof kind)) return undefined;
    const remedies = typeof remedy === "function" ? remedy(error) : remedy;
    return { exitCode, what: what(error, url), ...remedies };
  };
}

/** `Title: URL: what the error says`. */
function titled(title: string): (error: FerryError, url: string) => string {
  return ({ message }, url) => `${title}: ${url}: ${message}`;
}

const ownWords = ({ message }: FerryError): string => message;

/** The first rule that covers an error holds. */
const RULES: readonly Rule[] = [
  rule(errors.UrlError, ExitCode.BadUrl, ownWords),
  rule(errors.SchemeError, ExitCode.BadScheme, ownWords),
  rule(TimeoutError, ExitCode.Timeout, tellTimeout, ({ phase }) => {
    const option = isConnecting(phase) ? "--connect-timeout" : "--idle-timeout";
    return { text: `allow more with ${option}`, again: true };
  }),
  rule(CertificateError, ExitCode.Certificate, ownWords, ({ flaw }) => remedyForCertificate(flaw)),
  (error, url) => error instanceof TransportError ? tellTransport(error, url) : undefined,
  (error, url) => {
    const lost = error instanceof errors.UnansweredError && error.cause instanceof TransportError;
    return lost ? tellTransport(error.cause as TransportError, url) : undefined;
  },
  rule(errors.UnansweredError, ExitCode.EmptyReply, (_, url) => {
    return `No answer: ${url}: the server closed the connection; is it an ${schemeOf(url)} server?`;
  }),
  rule(ProtocolError, ExitCode.NotHttp, ({ message, section }, url) => {
    return `Broken answer: ${url}: ${message} (${section})`;
  }, { text: "tell those who run the server" }),
  rule(TruncatedError, ExitCode.Truncated, titled("Ended too early"), { again: true }),
  rule(errors.RedirectError, ExitCode.TooManyRedirects, ({ redirects }, url) => {
    return `Too many redirects: ${url}: more than ${redirects}; allow more with --max-redirects`;
  }),
  rule(errors.OvertimeError, ExitCode.Timeout, ({ totalMs }, url) => {
    return `Out of time: ${url}: not done within ${period(totalMs)}`;
  }, { text: "allow more with --max-time", again: true }),
  rule(errors.OutputError, ExitCode.Output, ({ cause, message }) => {
    return cause instanceof Deno.errors.BrokenPipe ? undefined : message;
  }),
  rule(errors.RangeMismatchError, ExitCode.RangeMismatch, titled("Wrong range"), {
    text: "to begin anew, remove the .part and leave out -C and -n",
  }),
  rule(errors.ChangedError, ExitCode.RangeMismatch, titled("No rest"), {
    text: "try again once it stays as it is",
  }),
  rule(errors.ContentCodingError, ExitCode.ContentCoding, titled("Broken coding"), {
    text: "try without --compressed",
  }),
  rule(errors.TooLargeError, ExitCode.TooLarge, titled("Too large"), {
    text: "allow more with --max-filesize",
  }),
  rule(errors.DigestError, ExitCode.DigestMismatch, titled("Not what was sent"), {
    text: "don't use what has come; fetch it again, and check --sha256 if you gave it",
  }),
  rule(errors.ListingError, ExitCode.NotHttp, titled("Not mirrored")),
  (error, url) =>
    error instanceof errors.InterruptedError ? tellInterrupted(error, url) : undefined,
];

const PHASE_CODES: Readonly<Record<Phase, ExitCode>> = {
  resolve: ExitCode.NameNotResolved,
  connect: ExitCode.ConnectionRefused,
  tls: ExitCode.TlsHandshake,
  write: ExitCode.SendFailed,
  read: ExitCode.ReceiveFailed,
};

/** What may be kept of what has failed with this code, and continued. */
const CONTINUABLE: ReadonlySet<ExitCode> = new Set([
  ...Object.values(PHASE_CODES),
  ExitCode.EmptyReply,
  ExitCode.Truncated,
  ExitCode.Timeout,
  ExitCode.HttpStatus,
  ExitCode.Output,
  ExitCode.NotHttp,
  ExitCode.Interrupted,
  ExitCode.Terminated,
]);

/**
 * The failure that an outcome is, or undefined when the URL came whole.
 *
 * @param resume the command that goes on with what is kept
 */
export function failureOf(outcome: Outcome, resume: string): Failure | undefined {
  const { error, reason, status, url, part } = outcome;
  const failed = error ?? (status !== undefined && status >= 400 ? { status, reason } : undefined);
  if (failed === undefined) return undefined;
  const { exitCode, what, text, again } = tell(failed, url);
  if (what === undefined) return { exitCode, message: undefined };
  const kept = part !== undefined && CONTINUABLE.has(exitCode);
  const folder = outcome.mirror !== undefined && error instanceof errors.InterruptedError;
  const remedies = [
    ...(text === undefined ? [] : [text]),
    ...(folder ? ["to go on, run it again"] : []),
    ...(kept ? [`${part} is kept: go on with ${resume}`] : again && !text ? ["try again"] : []),
  ];
  return { exitCode, message: escapeControls([what, ...remedies].join("; ")) };
}

/** With which number `ferry get` ends when this is its outcome: curl's where curl has one; 0 for a whole. */
export function exitCodeOf(outcome: Outcome): number {
  return failureOf(outcome, "")?.exitCode ?? ExitCode.Ok;
}

/** What made an attempt fail, and where; without a remedy. */
export function causeOf(failed: FerryError | StatusLine, url: string): string {
  const { what = "" } = tell(failed, url);
  return escapeControls(what);
}

function tell(failed: FerryError | StatusLine, url: string): Told {
  if (!(failed instanceof FerryError)) {
    const { status, reason } = failed;
    const what = `${`${status} ${reason}`.trim()}: ${url}`;
    return { exitCode: ExitCode.HttpStatus, what, ...remedyForStatus(status) };
  }
  for (const each of RULES) {
    const told = each(failed, url);
    if (told !== undefined) return told;
  }
  throw failed;
}

function isConnecting(phase: Phase): boolean {
  return phase !== "read" && phase !== "write";
}

function tellTimeout({ phase, afterMs }: TimeoutError, url: string): string {
  return isConnecting(phase)
    ? `No connection: ${url}: none within ${period(afterMs)}`
    : `Silence: ${url}: nothing for ${period(afterMs)}`;
}

function tellTransport(error: TransportError, url: string): Told {
  const exitCode = PHASE_CODES[error.phase];
  switch (error.phase) {
    case "resolve":
    case "connect":
    case "tls":
      return { exitCode, what: error.message, text: remedyForConnection(error) };
    default:
      return { exitCode, what: `Connection lost: ${url}: ${systemReason(error)}`, again: true };
  }
}

function tellInterrupted({ cause }: errors.InterruptedError, url: string): Told {
  const exitCode = cause === "SIGTERM" ? ExitCode.Terminated : ExitCode.Interrupted;
  return { exitCode, what: `Interrupted: ${url}` };
}

function systemReason({ cause, message }: TransportError): string {
  return (cause instanceof Error ? cause.message : message).replace(/ \(os error \d+\)$/, "");
}

function schemeOf(url: string): string {
  return url.slice(0, url.indexOf(":"));
}

/** `300 ms`, `10 s`. */
function period(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000} s` : `${ms} ms`;
}
