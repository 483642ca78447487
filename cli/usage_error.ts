// The one error of the command line, and how a user's own text is shown in it.
//
// Contract: the message is one line that names the mistake and its remedy; main prints it on stderr
// as `Input error: MESSAGE` and exits with 2. What came from outside stands in it escaped.

import { FerryError } from "../http/wire/errors.ts";
import { escapeControls } from "../io/escape.ts";

/** The words, the environment or the config file ask for something that cannot be understood. */
export class UsageError extends FerryError {
  override readonly name = "UsageError";
}

/** A user's text inside a message: in quotation marks, and with nothing in it that acts. */
export function quoted(text: string): string {
  return `"${escapeControls(text, { quotes: true })}"`;
}
