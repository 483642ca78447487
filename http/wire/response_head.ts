// The response head: status line and header section (RFC 9112 §4), as a client reads it.
//
//     status-line = HTTP-version SP status-code SP [ reason-phrase ]
//
// Contract: the version and the status code are exact; for the rest a user agent is patient, as the
// RFC has it: a missing last space, a lone LF, obs-fold, control octets in a value (escaped wherever
// they are shown). HTTP/0.9 is no answer.

import { ProtocolError } from "./errors.ts";
import type { Fields } from "./fields.ts";
import { type Dialect, HeadDecoder } from "./head_decoder.ts";
import type { Limits } from "./limits.ts";
import { equals, SP, textOf } from "./octets.ts";
import { type HttpVersion, parseVersion } from "./version.ts";

/** A response's start-line and header section. */
export interface ResponseHead {
  readonly version: HttpVersion;
  /** 100 to 999; above 599 it means no more than a failure of the server (RFC 9110 §15). */
  readonly status: number;
  /** As the server wrote it, one character an octet; may be empty. */
  readonly reason: string;
  /** A view: good until the decoder or the octets are used for the next head. */
  readonly fields: Fields;
  /** The head's length on the wire, the empty lines included. */
  readonly octetCount: number;
}

const DIALECT: Dialect = { lenientText: true, unfold: true, bareLf: "any" };
const VERSION_OCTETS = "HTTP/1.1".length;
const STATUS_FROM = VERSION_OCTETS + 1;
const STATUS_END = STATUS_FROM + 3;

/** Decodes response heads, one after the other with `reset()` between them. */
export class ResponseHeadDecoder extends HeadDecoder<ResponseHead> {
  #version: HttpVersion = "HTTP/1.1";
  #status = 0;
  #reason = "";

  constructor(limits: Limits) {
    super(limits, DIALECT, true);
  }

  protected override parseStartLine(octets: Uint8Array, from: number, end: number): boolean {
    const version = parseVersion(textOf(octets, from, Math.min(end, from + VERSION_OCTETS)));
    if (version === undefined || version === "foreign") {
      throw new ProtocolError("an answer that is not HTTP/1", 502, "RFC 9112 §4");
    }
    const status = octets[from + VERSION_OCTETS] === SP
      ? parseStatus(textOf(octets, from + STATUS_FROM, Math.min(end, from + STATUS_END)))
      : undefined;
    const spaced = from + STATUS_END >= end || octets[from + STATUS_END] === SP;
    if (status === undefined || !spaced) {
      throw new ProtocolError("a status line without a status code", 502, "RFC 9112 §4");
    }
    this.#version = version;
    this.#status = status;
    this.#reason = textOf(octets, Math.min(end, from + STATUS_END + 1), end);
    return true;
  }

  protected override overlongStartLine(
    octets: Uint8Array,
    from: number,
    end: number,
  ): ProtocolError {
    const http = equals(octets, from, Math.min(end, from + "HTTP/".length), "HTTP/");
    return new ProtocolError(
      http ? "an endless status line" : "an answer that is not HTTP/1",
      502,
      "RFC 9112 §4",
    );
  }

  protected override finish(octetCount: number): ResponseHead {
    const [version, status, reason] = [this.#version, this.#status, this.#reason];
    return { version, status, reason, fields: this.fields, octetCount };
  }
}

/** Three digits, 100 to 999 (RFC 9110 §15). */
function parseStatus(text: string): number | undefined {
  return /^[1-9][0-9]{2}$/.test(text) ? Number(text) : undefined;
}
