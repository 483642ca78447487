// How ferry ends: its exit codes, which scripts rely on and which therefore never change.
//
// Contract: curl's number where curl has one. Data, from which the help text is printed too.

/** Each way to end: its code, and when `ferry get` and `ferry serve` end so. */
export const EXIT_CODES = {
  Ok: { code: 0, get: "every URL whole and verified", serve: "stopped by SIGINT or SIGTERM" },
  Failed: { code: 1, serve: "cannot serve, for example because the port is in use" },
  BadScheme: { code: 1, get: "a scheme other than http and https" },
  Usage: { code: 2, get: "usage", serve: "usage" },
  BadUrl: { code: 3, get: "a URL that is not one" },
  NameNotResolved: { code: 6, get: "name not resolved" },
  ConnectionRefused: { code: 7, get: "refused or unreachable" },
  NotHttp: { code: 8, get: "the answer is not HTTP/1.x, or breaks its framing" },
  Truncated: { code: 18, get: "ended before its framing did" },
  HttpStatus: { code: 22, get: "status 400 and up" },
  Output: { code: 23, get: "cannot write the destination" },
  Timeout: { code: 28, get: "a timeout" },
  RangeMismatch: { code: 33, get: "a range answer that is not the range asked for" },
  TlsHandshake: { code: 35, get: "TLS handshake failed" },
  TooManyRedirects: { code: 47, get: "too many redirects" },
  EmptyReply: { code: 52, get: "closed without an answer" },
  SendFailed: { code: 55, get: "sending failed" },
  ReceiveFailed: { code: 56, get: "receiving failed" },
  Certificate: { code: 60, get: "certificate not trusted" },
  ContentCoding: { code: 61, get: "content coding not understood or corrupt" },
  TooLarge: { code: 63, get: "larger than --max-filesize" },
  CaFile: { code: 77, get: "CA file unreadable" },
  DigestMismatch: { code: 90, get: "digest mismatch" },
  Interrupted: { code: 130, get: "SIGINT: the .part stays for -C", serve: "a second SIGINT" },
  Terminated: { code: 143, get: "SIGTERM: the .part stays for -C", serve: "a second SIGTERM" },
} as const satisfies Record<string, { code: number; get?: string; serve?: string }>;

/** How `ferry serve` or `ferry get` ends, in the order of the codes. */
export function exitsOf(end: "serve" | "get"): readonly (readonly [code: number, when: string])[] {
  return Object.values(EXIT_CODES).flatMap((exit: ExitRow) => {
    const when = exit[end];
    return when === undefined ? [] : [[exit.code, when] as const];
  });
}

type ExitRow = { readonly code: number } & { readonly [End in "serve" | "get"]?: string };

type Codes = { readonly [Name in keyof typeof EXIT_CODES]: (typeof EXIT_CODES)[Name]["code"] };

/** The codes by name: `ExitCode.Truncated` is 18. */
export const ExitCode: Codes = Object.fromEntries(
  Object.entries(EXIT_CODES).map(([name, { code }]) => [name, code]),
) as Codes;

/** One of the numbers with which ferry ends. */
export type ExitCode = Codes[keyof Codes];
