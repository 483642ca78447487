// `--netrc`: the user's file of credentials.
//
// Contract: the file that NETRC names, else .netrc in the user's home, and _netrc on Windows. That it is
// missing is told: whoever asks for it expects to be logged in.

import { join } from "@std/path";
import { type Netrc, NetrcError, parseNetrc } from "../get/netrc.ts";
import { escapeControls } from "../io/escape.ts";
import type { Sources } from "./sources.ts";
import { UsageError } from "./usage_error.ts";

/** Reads it. @throws {UsageError} when there is none, and when it is broken */
export function readNetrc(sources: Sources, windows = Deno.build.os === "windows"): Netrc {
  const path = netrcPath(sources, windows);
  const file = escapeControls(path);
  let text: string;
  try {
    text = sources.readTextFile(path);
  } catch (cause) {
    const reason = cause instanceof Deno.errors.NotFound ? "there is none" : reasonOf(cause);
    throw new UsageError(
      `--netrc: ${file} cannot be read: ${reason}; write it, or name another one with NETRC`,
      { cause },
    );
  }
  try {
    return parseNetrc(text);
  } catch (cause) {
    if (!(cause instanceof NetrcError)) throw cause;
    throw new UsageError(`--netrc: ${file}: ${escapeControls(cause.message)}; correct it there`, {
      cause,
    });
  }
}

function netrcPath({ env }: Sources, windows: boolean): string {
  const named = env("NETRC");
  if (named !== undefined && named !== "") return named;
  const home = env(windows ? "USERPROFILE" : "HOME");
  if (home !== undefined && home !== "") return join(home, windows ? "_netrc" : ".netrc");
  throw new UsageError("--netrc: there is no home to look in; name the file with NETRC");
}

function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return escapeControls(message.replace(/ \(os error \d+\).*$/s, ""));
}
