// What went wrong with a download: its exit code, and the line that tells of it.
//
// Contract: one table from errors to both. A line says what happened, where, and what to do; it is
// escaped, since servers have a say in it.

import { type FerryError, ProtocolError, TruncatedError } from "../http/wire/errors.ts";
import { escapeControls } from "../io/escape.ts";
import { CertificateError, type Phase, TimeoutError, TransportError } from "../io/errors.ts";
import type { Outcome } from "../client.ts";
import {
  InterruptedError,
  OutputError,
  OvertimeError,
  RedirectError,
  SchemeError,
  UnansweredError,
  UrlError,
} from "../get/errors.ts";
import { ExitCode } from "./exit_code.ts";

/** What is told of a failure. */
export interface Failure {
  readonly exitCode: ExitCode;
  /** One line without its ending; undefined when whoever would read it has gone. */
  readonly message: string | undefined;
}

interface Rule {
  readonly covers: (error: FerryError) => boolean;
  readonly tell: (error: FerryError, url: string) => Failure;
}

type Kind<E> = new (...values: never[]) => E;

function rule<E extends FerryError>(
  kind: Kind<E>,
  exitCode: ExitCode,
  message: (error: E, url: string) => string | undefined,
): Rule {
  return {
    covers: (error) => error instanceof kind,
    tell: (error, url) => ({ exitCode, message: message(error as E, url) }),
  };
}

/** The first rule that covers an error holds. */
const RULES: readonly Rule[] = [
  rule(UrlError, ExitCode.BadUrl, ({ message }) => message),
  rule(SchemeError, ExitCode.BadScheme, ({ message }) => message),
  rule(TimeoutError, ExitCode.Timeout, tellTimeout),
  rule(CertificateError, ExitCode.Certificate, ({ message }) => {
    return `${message}; if it is yours, have this machine trust its CA`;
  }),
  {
    covers: (error) => error instanceof TransportError,
    tell: (error, url) => tellTransport(error as TransportError, url),
  },
  {
    covers: (error) => error instanceof UnansweredError && error.cause instanceof TransportError,
    tell: (error, url) => tellTransport(error.cause as TransportError, url),
  },
  rule(UnansweredError, ExitCode.EmptyReply, (_, url) => {
    return `No answer: ${url}: the server closed the connection; is it an ${schemeOf(url)} server?`;
  }),
  rule(ProtocolError, ExitCode.NotHttp, ({ message, section }, url) => {
    return `Broken answer: ${url}: ${message} (${section})`;
  }),
  rule(TruncatedError, ExitCode.Truncated, ({ message }, url) => {
    return `Ended too early: ${url}: ${message}; try again`;
  }),
  rule(RedirectError, ExitCode.TooManyRedirects, ({ redirects }, url) => {
    return `Too many redirects: ${url}: more than ${redirects}; allow more with --max-redirects`;
  }),
  rule(OvertimeError, ExitCode.Timeout, ({ totalMs }, url) => {
    return `Out of time: ${url}: not done within ${period(totalMs)}; allow more with --max-time`;
  }),
  rule(OutputError, ExitCode.Output, ({ cause, message }) => {
    return cause instanceof Deno.errors.BrokenPipe ? undefined : message;
  }),
  {
    covers: (error) => error instanceof InterruptedError,
    tell: ({ cause }, url) => ({
      exitCode: cause === "SIGTERM" ? ExitCode.Terminated : ExitCode.Interrupted,
      message: `Interrupted: ${url}`,
    }),
  },
];

const PHASE_CODES: Readonly<Record<Phase, ExitCode>> = {
  resolve: ExitCode.NameNotResolved,
  connect: ExitCode.ConnectionRefused,
  tls: ExitCode.TlsHandshake,
  write: ExitCode.SendFailed,
  read: ExitCode.ReceiveFailed,
};

/** The failure that an outcome is, or undefined when the URL came whole. */
export function failureOf({ error, reason, status, url }: Outcome): Failure | undefined {
  if (error === undefined) {
    if (status === undefined || status < 400) return undefined;
    const message = escapeControls(`${`${status} ${reason}`.trim()}: ${url}`);
    return { exitCode: ExitCode.HttpStatus, message };
  }
  const failure = RULES.find(({ covers }) => covers(error))?.tell(error, url);
  if (failure === undefined) throw error;
  const { exitCode, message } = failure;
  return { exitCode, message: message === undefined ? undefined : escapeControls(message) };
}

function tellTimeout({ phase, afterMs }: TimeoutError, url: string): string {
  return phase === "read" || phase === "write"
    ? `Silence: ${url}: nothing for ${period(afterMs)}; allow more with --idle-timeout`
    : `No connection: ${url}: none within ${period(afterMs)}; allow more with --connect-timeout`;
}

function tellTransport(error: TransportError, url: string): Failure {
  const exitCode = PHASE_CODES[error.phase];
  switch (error.phase) {
    case "resolve":
      return { exitCode, message: `${error.message}; check its spelling` };
    case "connect":
    case "tls":
      return { exitCode, message: error.message };
    default:
      return { exitCode, message: `Connection lost: ${url}: ${systemReason(error)}; try again` };
  }
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
