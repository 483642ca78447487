// What a terminal or a log may be shown: text in which nothing acts, hides or reorders.
//
// Contract: whatever comes out of here has no control character (C0, DEL, C1: ECMA-48), no
// bidirectional control (UAX #9), no line or paragraph separator and no lone surrogate; each of
// them is written out, `\x1b` below U+0100 and `\u{202e}` above. Everything else passes unchanged.
// Pure.

/** What `escapeControls` leaves alone, and what it escapes besides. */
export interface EscapeOptions {
  /** Keep LF and HTAB as they are; off unless asked. */
  readonly keepLines?: boolean;
  /** Put `\` before `"` and `\`, so that the result can stand between quotation marks. */
  readonly quotes?: boolean;
}

// Cc is C0, DEL and C1; Cs, under the u flag, is a surrogate without its partner.
const ACTING = /[\p{Cc}\p{Cs}\u{61c}\u{200e}\u{200f}\u{2028}-\u{202e}\u{2066}-\u{2069}]/gu;

/**
 * `text` with every character that could act on a terminal, or break a line of a log, made visible.
 */
export function escapeControls(text: string, options: EscapeOptions = {}): string {
  const quoted = options.quotes ? text.replace(/["\\]/g, "\\$&") : text;
  return quoted.replace(
    ACTING,
    (found) => options.keepLines && (found === "\n" || found === "\t") ? found : visible(found),
  );
}

function visible(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  const hex = point.toString(16);
  return point < 0x100 ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`;
}

/** A value as JSON on one line, in whose strings those characters are written `\u001b`. */
export function escapedJson(value: unknown): string {
  return JSON.stringify(value).replace(
    ACTING,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * Octets of unknown content on their way to a terminal, in pieces cut anywhere: UTF-8 decoded, what
 * is not UTF-8 shown as U+FFFD, LF and HTAB kept, CR LF shown as LF, and the rest escaped.
 */
export class TerminalText {
  readonly #decoder = new TextDecoder();
  /** A CR that ended the last piece: whether it is half a line ending, the next piece tells. */
  #held = "";

  /** The text of the next piece, less what only the piece after it can complete. */
  push(octets: Uint8Array): string {
    return this.#escape(this.#decoder.decode(octets, { stream: true }));
  }

  /** What was held back. Call it once, after the last piece. */
  end(): string {
    return this.#escape(this.#decoder.decode()) + escapeControls(this.#held);
  }

  #escape(decoded: string): string {
    const text = this.#held + decoded;
    this.#held = text.endsWith("\r") ? "\r" : "";
    const whole = text.slice(0, text.length - this.#held.length);
    return escapeControls(whole.replaceAll("\r\n", "\n"), { keepLines: true });
  }
}
