// The banner: what `ferry serve` says when it is ready, to scripts or to people.
//
// Contract: whatever saying it takes is loaded before anybody can connect, so that no line of the log comes
// before its first one. A server that no person looks at loads none of it.

import type { ServeCommand } from "./command.ts";
import { type SayReady, scriptLines } from "./sharing/scripts.ts";

/** Loads what the command's banner takes. */
export async function loadBanner(command: ServeCommand): Promise<SayReady> {
  const { open, qr } = command.options;
  if (!open && !qr && !Deno.stdout.isTerminal()) {
    return ({ urls, fingerprint }) => scriptLines(urls, fingerprint);
  }
  const { loadSharing } = await import("./sharing/share.ts");
  return await loadSharing(command);
}
