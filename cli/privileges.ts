// Privileges: what each command may still do of what the executable may.
//
// Contract: which permissions a command needs is data, and pure; `keepOnly` alone drops the others. What
// is dropped is gone for good and for every thread: they share the permissions of the one that has
// started them. Deno drops all of a kind or nothing of it: neither reading nor writing can be narrowed to
// a folder, nor the network to an address.

import type { Command } from "./command.ts";
import type { GetArguments } from "./get_options.ts";
import type { ServeArguments } from "./serve_options.ts";

/** A kind of what Deno permits. */
export type Permission = "env" | "net" | "read" | "run" | "sys" | "write";

/** What the executable is compiled with, if only in part, and may do until a command is known. */
export const PERMISSIONS: readonly Permission[] = [
  "env",
  "net",
  "read",
  "run",
  "sys",
  "write",
];

/**
 * When a permission is needed: from the start on, when the options are known, or for the work, when the
 * addresses are bound and what the options name has been read.
 */
export type Moment = "start" | "work";

/**
 * The permissions that the command needs from that moment to its end, in the order of `PERMISSIONS`.
 *
 * @param forPeople whether stdout is a terminal
 */
export function neededBy(command: Command, moment: Moment, forPeople: boolean): Permission[] {
  const needs = needsOf(command, moment, forPeople);
  return PERMISSIONS.filter((permission) => needs[permission]);
}

/** Drops every other permission, for this thread and all that it has started or will start. */
export function keepOnly(needed: readonly Permission[]): void {
  for (const name of PERMISSIONS) {
    if (!needed.includes(name)) Deno.permissions.revokeSync({ name });
  }
}

/** What is left out is not needed. */
type Needs = { readonly [name in Permission]?: boolean };

function needsOf(command: Command, moment: Moment, forPeople: boolean): Needs {
  switch (command.kind) {
    case "serve":
      return moment === "start" ? toStart(command.options, forPeople) : toServe(command.options);
    case "get":
      return toGet(command.options, moment);
    case "help":
    case "version":
    case "completions":
    case "man":
      return {};
  }
}

/**
 * A stale socket is replaced. The interfaces' addresses are shown, and named in the certificate; the
 * variables tell of colours.
 */
function toStart(options: ServeArguments, forPeople: boolean): Needs {
  const env = forPeople || options.qr;
  const sys = env || options["tls-self-signed"];
  return { env, net: true, read: true, run: options.open, sys, write: options.unix !== undefined };
}

/** Accepting and closing, which removes a socket, need none; TLS makes links on loopback. */
function toServe(options: ServeArguments): Needs {
  return { net: options["tls-self-signed"] || options["tls-cert"] !== undefined, read: true };
}

/** The variables are those of proxies and .netrc; whoever connects to a Unix socket touches a file. */
function toGet(options: GetArguments, moment: Moment): Needs {
  const { output, recursive, "output-dir": folder, "remote-name": named } = options;
  const toFiles = output !== undefined || folder !== undefined || named || recursive;
  const write = toFiles || options["unix-socket"] !== undefined;
  const starting = moment === "start";
  return { env: starting, net: true, read: starting || write, write };
}
