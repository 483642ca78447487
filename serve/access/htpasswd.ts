// htpasswd: the users of a file, one a line, as Apache's htpasswd -B writes it.
//
//     user:$2y$10$...      # a comment      (blank lines and comments are passed over)
//
// Contract: pure. Every line is understood or the file is refused, by the line's number and without
// repeating what stands in it, which may be a secret.

import { FerryError } from "../../http/wire/errors.ts";

/** A user, and what tells that user's password: the password itself, or its bcrypt hash. */
export type Login =
  | { readonly user: string; readonly password: string }
  | { readonly user: string; readonly bcrypt: string };

/** A file that is no htpasswd file, or one with other hashes than bcrypt's. */
export class HtpasswdError extends FerryError {
  /** Its kind. */
  override readonly name = "HtpasswdError";
}

/** The cost from 4 to 31, 22 characters of salt and 31 of hash. */
const BCRYPT = /^\$2[aby]\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/;

/** The users of a file's text. @throws {HtpasswdError} with the number of the line */
export function parseHtpasswd(text: string): Login[] {
  const logins: Login[] = [];
  const seen = new Set<string>();
  for (const [at, line] of text.replace(/^\u{feff}/u, "").split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const login = parseLine(line.trimEnd(), `line ${at + 1}`);
    if (seen.has(login.user)) {
      throw new HtpasswdError(
        `line ${at + 1} names a user for the second time; remove one of them`,
      );
    }
    seen.add(login.user);
    logins.push(login);
  }
  if (logins.length > 0) return logins;
  throw new HtpasswdError("it names no user; add one with htpasswd -B");
}

function parseLine(line: string, place: string): Login {
  const colon = line.indexOf(":");
  if (colon < 1) throw new HtpasswdError(`${place} is not user:hash; write it with htpasswd -B`);
  const [user, hash] = [line.slice(0, colon), line.slice(colon + 1)];
  if (/\p{Cc}/u.test(user)) {
    throw new HtpasswdError(
      `${place} has a control character in its user; write it with htpasswd -B`,
    );
  }
  if (BCRYPT.test(hash)) return { user, bcrypt: hash };
  throw new HtpasswdError(`${place} has no bcrypt hash ($2y$...); write it with htpasswd -B`);
}
