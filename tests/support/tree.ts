// Folders in memory, for tests.

import type { Tree } from "../../serve/gates/memory_gate.ts";

/** A folder in memory that holds files by path, as `makeFolder` makes one on a disk. */
export function treeOf(files: Readonly<Record<string, string | Uint8Array>>): Tree {
  const entries = new Map<string, Uint8Array | Tree>();
  const folders = new Map<string, Record<string, string | Uint8Array>>();
  for (const [path, content] of Object.entries(files)) {
    const [first = "", ...rest] = path.split("/");
    if (rest.length === 0) {
      entries.set(first, typeof content === "string" ? new TextEncoder().encode(content) : content);
    } else folders.set(first, { ...folders.get(first), [rest.join("/")]: content });
  }
  for (const [name, inside] of folders) entries.set(name, treeOf(inside));
  return { entries };
}

/** The paths of all that a folder in memory holds, and their octets. */
export function filesOf(tree: Tree, above = ""): Map<string, Uint8Array> {
  return new Map(
    [...tree.entries].flatMap(([name, found]) =>
      found instanceof Uint8Array
        ? [[above + name, found] as const]
        : [...filesOf(found, `${above}${name}/`)]
    ),
  );
}
