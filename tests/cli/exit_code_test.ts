// The exit codes are a promise: this list changes only by growing.

import { assertEquals } from "@std/assert";
import { ExitCode } from "../../cli/exit_code.ts";

Deno.test("ExitCode holds the documented numbers", () => {
  assertEquals<Record<string, number>>({ ...ExitCode }, {
    Ok: 0,
    Failed: 1,
    BadScheme: 1,
    Usage: 2,
    BadUrl: 3,
    NameNotResolved: 6,
    ConnectionRefused: 7,
    NotHttp: 8,
    Truncated: 18,
    HttpStatus: 22,
    Output: 23,
    Timeout: 28,
    RangeMismatch: 33,
    TlsHandshake: 35,
    TooManyRedirects: 47,
    EmptyReply: 52,
    SendFailed: 55,
    ReceiveFailed: 56,
    Certificate: 60,
    ContentCoding: 61,
    TooLarge: 63,
    CaFile: 77,
    DigestMismatch: 90,
    Interrupted: 130,
    Terminated: 143,
  });
});
