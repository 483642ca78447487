// What the options of `ferry get` must be like together, beyond what their declarations say.
//
// Contract: pure. What can't be meant is a UsageError that names the options and the remedy, and never
// repeats a secret. What only a weaker source than the command line asks for, and has no place here, is
// left out instead.

import type { GetArguments } from "./get_options.ts";
import { UsageError } from "./usage_error.ts";
import type { GivenOptions } from "./words.ts";

/** What is known of a command line besides its values. */
export interface GetContext {
  /** How many URLs there are. */
  readonly targets: number;
  /** The options of the command line itself. */
  readonly given: GivenOptions;
  /** The source of a value as messages name it. */
  readonly origin: (name: keyof GetArguments & string) => string | undefined;
}

/** SHA-256 in hexadecimal. */
const DIGEST = /^[0-9a-fA-F]{64}$/;

/** Fields by which ferry itself asks for parts of a file. */
const RANGE_FIELDS = ["range", "if-range"];

/**
 * The options as they hold: `-o -` is no `output` at all, the digest is in lower case.
 *
 * @throws {UsageError} for a value that is none, and for options that contradict each other
 */
export function checkGet(values: GetArguments, context: GetContext): GetArguments {
  const output = values.output === "-" ? undefined : values.output;
  const options = { ...values, output, sha256: values.sha256?.toLowerCase() };
  checkOneFile(options, context);
  checkDigest(options, context);
  checkUser(options, context);
  checkRangeFields(options, context);
  return { ...options, continue: continues(options, context) };
}

function checkOneFile({ output }: GetArguments, { targets, origin }: GetContext): void {
  if (output === undefined || targets === 1) return;
  throw new UsageError(
    `${origin("output")} names one file for ${targets} URLs; use -O or --output-dir`,
  );
}

function checkDigest({ sha256 }: GetArguments, { targets, origin }: GetContext): void {
  if (sha256 === undefined) return;
  const name = origin("sha256");
  if (!DIGEST.test(sha256)) {
    throw new UsageError(
      `${name} is no SHA-256; write 64 hexadecimal digits, as sha256sum prints them`,
    );
  }
  if (targets > 1) {
    throw new UsageError(
      `${name} is of one file, but there are ${targets} URLs; get one at a time`,
    );
  }
}

function checkUser({ user }: GetArguments, { origin }: GetContext): void {
  if (user === undefined) return;
  const name = origin("user");
  if (/\p{Cc}/u.test(user)) {
    throw new UsageError(`${name} holds a control character such as CR, LF or NUL; leave it out`);
  }
  if (!user.includes(":")) {
    throw new UsageError(
      `${name} has no password; write --user USER:PASS, or --user USER: for none`,
    );
  }
}

/** ferry asks for ranges itself, so that two wishes would meet in one request. */
function checkRangeFields(options: GetArguments, { origin }: GetContext): void {
  const field = options.header?.find(({ name }) => RANGE_FIELDS.includes(name.toLowerCase()));
  if (field === undefined) return;
  const own = options.continue
    ? "continue"
    : options.connections > 1
    ? "connections"
    : options.recursive
    ? "recursive"
    : undefined;
  if (own === undefined) return;
  throw new UsageError(
    `${origin("header")} ${field.name} and ${origin(own)} contradict each other; give one of them`,
  );
}

/** Whether a file is continued: for stdout there is none. */
function continues(options: GetArguments, { given, origin }: GetContext): boolean {
  const { output, recursive, "remote-name": named, "output-dir": folder } = options;
  const toFile = output !== undefined || named || folder !== undefined || recursive;
  if (!options.continue || toFile) return options.continue;
  if (!given.has("continue")) return false;
  throw new UsageError(
    `${
      origin("continue")
    } and stdout contradict each other; name a file with -o, -O or --output-dir`,
  );
}
