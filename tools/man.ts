// Writes the man pages for packagers: dist/man/ferry.1, ferry-serve.1, ferry-get.1.
//
// Contract: the same sources give the same octets.

import { join } from "@std/path";
import { MAN_PAGES, manPage } from "../cli/man/page.ts";
import { ROOT } from "./command.ts";

/** Writes the pages into `folder`, which is made when it is not there. */
export async function writeManPages(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (const [file, topic] of MAN_PAGES) {
    await Deno.writeTextFile(join(folder, file), manPage(topic));
  }
}

if (import.meta.main) await writeManPages(join(ROOT, "dist", "man"));
