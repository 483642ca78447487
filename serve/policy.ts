// The policy: which names are served at all. Pure; where links lead is judged by the gate.

/** What of the folder is served. */
export interface Policy {
  /** Serve names that begin with a dot. `/.well-known/` always is (RFC 8615). */
  readonly hidden: boolean;
  /** Links: only those whose target lies inside, none at all, or wherever they lead. */
  readonly symlinks: "inside" | "none" | "follow";
}

/** Whether a way from the root may be asked for. */
export function admits(policy: Policy, names: readonly string[]): boolean {
  if (names.some((name) => name.includes("\\"))) return false; // no path can ask for it
  if (Deno.build.os === "windows" && names.some(isOddOnWindows)) return false;
  return policy.hidden ||
    !names.some((name, at) => name.startsWith(".") && !(at === 0 && name === ".well-known"));
}

/** Names that Windows reads as something else: drives, streams, devices, cut-off ends. */
function isOddOnWindows(name: string): boolean {
  return /[:"<>|?*]|[. ]$/.test(name) || /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name);
}
