// Links through the gate: each policy on each kind of them, over HTTP, in listings, and exchanged.

import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { DiskGate } from "../../../serve/gates/disk_gate.ts";
import type { Policy } from "../../../serve/policy.ts";
import type { Flip } from "../../support/flip.ts";
import { makeFolder, startServer } from "../../support/server.ts";

const SECRET = "what lies outside";
const OUTSIDE = { "secret.txt": SECRET, "folder/secret.txt": SECRET, "index.html": SECRET };
const INSIDE = {
  "real.txt": "inside",
  "folder/a.txt": "inside",
  "index-out/b.txt": "inside",
  ".hidden/h.txt": "hidden",
};

/** Links below the root, and where they lead: `>` stands for the folder outside. */
const LINKS: Readonly<Record<string, string>> = {
  "in.txt": "real.txt",
  "in-absolute.txt": "./real.txt",
  "in-folder": "folder",
  "folder/up.txt": "../real.txt",
  "chain-in-1": "chain-in-2",
  "chain-in-2": "in.txt",
  "out.txt": ">/secret.txt",
  "out-folder": ">/folder",
  "folder/out": ">",
  "chain-out-1": "chain-out-2",
  "chain-out-2": "out.txt",
  "chain-folder": "folder/out",
  "above": "..",
  "loop-1": "loop-2",
  "loop-2": "loop-1",
  "self": "self",
  "dangling": "nothing",
  "index-out/index.html": ">/index.html",
  "sibling": ">-beside",
  "dot": ".",
};

/** For each path: what comes back under `inside`, `none` and `follow`; "" for 404. */
const ASKED: readonly [path: string, inside: string, none: string, follow: string][] = [
  ["/real.txt", "inside", "inside", "inside"],
  ["/in.txt", "inside", "", "inside"],
  ["/in-absolute.txt", "inside", "", "inside"],
  ["/in-folder/a.txt", "inside", "", "inside"],
  ["/folder/up.txt", "inside", "", "inside"],
  ["/chain-in-1", "inside", "", "inside"],
  ["/dot/folder/a.txt", "inside", "", "inside"],
  ["/dot/in-folder/up.txt", "inside", "", "inside"],
  ["/out.txt", "", "", SECRET],
  ["/out-folder/secret.txt", "", "", SECRET],
  ["/folder/out/secret.txt", "", "", SECRET],
  ["/folder/out/folder/secret.txt", "", "", SECRET],
  ["/dot/folder/out/secret.txt", "", "", SECRET],
  ["/chain-out-1", "", "", SECRET],
  ["/chain-folder/secret.txt", "", "", SECRET],
  ["/sibling", "", "", SECRET],
  ["/above/real.txt", "", "", ""],
  ["/loop-1", "", "", ""],
  ["/self", "", "", ""],
  ["/dangling", "", "", ""],
  ["/out-folder", "", "", "-> /out-folder/"],
  ["/out-folder/", "", "", "secret.txt"],
  ["/folder/out/", "", "", SECRET],
  ["/in-folder", "-> /in-folder/", "", "-> /in-folder/"],
  ["/in-folder/", "a.txt up.txt", "", "out a.txt up.txt"],
  ["/index-out/", "b.txt", "b.txt", SECRET],
  ["/.hidden/h.txt", "", "", ""],
  ["/dot/.hidden/h.txt", "", "", ""],
];

/** A folder with the links, beside one that is none of the server's business. */
function makeLinks(): { root: string; top: string } {
  const top = makeFolder({
    ...Object.fromEntries(Object.entries(INSIDE).map(([path, text]) => [`site/${path}`, text])),
    ...Object.fromEntries(Object.entries(OUTSIDE).map(([path, text]) => [`outside/${path}`, text])),
    "outside-beside": SECRET, // a name that only begins like the folder's
    "site-beside": SECRET,
  });
  const root = join(top, "site");
  for (const [link, to] of Object.entries(LINKS)) {
    const target = link === "in-absolute.txt" ? join(root, to) : to;
    Deno.symlinkSync(target.replace(">", join(top, "outside")), join(root, link));
  }
  return { root, top };
}

/** The content of a response, the names of a listing, the target of a redirect, "" for 404. */
async function fetched(url: string): Promise<string> {
  const response = await fetch(url, {
    headers: { Accept: "application/json" },
    redirect: "manual",
  });
  const text = await response.text();
  if (response.status === 404) return "";
  if (response.status === 301) return `-> ${response.headers.get("location")}`;
  if (response.headers.get("content-type") !== "application/json") return text;
  return JSON.parse(text).entries.map(({ name }: { name: string }) => name).join(" ");
}

for (const [at, symlinks] of (["inside", "none", "follow"] as const).entries()) {
  Deno.test(`Gate opens what --symlinks ${symlinks} lets through, and no more`, async () => {
    const { root, top } = makeLinks();
    try {
      await using server = await startServer({}, { site: { root, symlinks } });
      for (const [path, ...expected] of ASKED) {
        assertEquals(await fetched(server.origin + path), expected[at]!, path);
        const head = await fetch(server.origin + path, { method: "HEAD", redirect: "manual" });
        assertEquals(head.status === 404, expected[at] === "", `HEAD ${path}`);
      }
      assertEquals(server.faults, []);
    } finally {
      Deno.removeSync(top, { recursive: true });
    }
  });
}

for (const symlinks of ["inside", "none", "follow"] as const) {
  Deno.test(`Gate.list() names a link under ${symlinks} exactly when it may be opened`, async () => {
    const { root, top } = makeLinks();
    try {
      const gate = new DiskGate(root, { hidden: false, symlinks });
      for (const names of [[], ["folder"], ["index-out"]]) {
        const entries = await gate.list({ kind: "folder", names });
        assert(typeof entries !== "string");
        const listed = new Set(entries.map(({ name }) => name));
        for (const { name } of Deno.readDirSync(join(root, ...names))) {
          const found = gate.open([...names, name]);
          if (typeof found !== "string" && found.kind === "file") found[Symbol.dispose]();
          assertEquals(listed.has(name), typeof found !== "string", [...names, name].join("/"));
        }
      }
    } finally {
      Deno.removeSync(top, { recursive: true });
    }
  });
}

Deno.test("Gate follows its own root where that is a link, and a new one when it is moved", async () => {
  const top = makeFolder({ "one/a.txt": "one", "two/a.txt": "two" });
  try {
    const root = join(top, "current");
    Deno.symlinkSync("one", root);
    await using server = await startServer({}, { site: { root, symlinks: "none" } });
    assertEquals(await fetched(`${server.origin}/a.txt`), "one");
    Deno.symlinkSync("two", join(top, "next"));
    Deno.renameSync(join(top, "next"), root);
    assertEquals(await fetched(`${server.origin}/a.txt`), "two");
  } finally {
    Deno.removeSync(top, { recursive: true });
  }
});

/** Runs `use` while a thread of its own exchanges the two names as fast as it can. */
async function whileFlipping(flip: Flip, use: () => Promise<void> | void): Promise<void> {
  const worker = new Worker(import.meta.resolve("../../support/flip.ts"), { type: "module" });
  const answer = (): Promise<unknown> => new Promise((said) => worker.onmessage = said);
  worker.postMessage(flip);
  await answer();
  try {
    await use();
  } finally {
    Atomics.store(flip.ended, 0, 1);
    await answer();
    worker.terminate();
  }
}

/** A file and a folder that are about to be exchanged for links to the outside. */
function makeFlips(): { top: string; root: string; flips: (name: string) => Flip } {
  const top = makeFolder({
    "site/f": "inside",
    "site/d/f": "inside",
    "outside/f": SECRET,
  });
  const root = join(top, "site");
  Deno.symlinkSync(join(top, "outside/f"), join(root, "link-f"));
  Deno.symlinkSync(join(top, "outside"), join(root, "link-d"));
  Deno.symlinkSync("f", join(root, "in"));
  Deno.symlinkSync(join(top, "outside/f"), join(root, "link-in"));
  const at = (name: string): string => join(root, name);
  const flips = (name: string): Flip => ({
    one: at(name),
    other: at(`link-${name}`),
    between: at(`between-${name}`),
    ended: new Int32Array(new SharedArrayBuffer(8)),
  });
  return { top, root, flips };
}

const FLIPPED: readonly [name: string, path: string, what: string][] = [
  ["f", "f", "a file and a link that leads out"],
  ["in", "in", "a link that stays inside and one that leads out"],
  ["d", "d/f", "a folder on the way and a link that leads out"],
];
for (const [name, path, what] of FLIPPED) {
  Deno.test(`Gate.open() never opens the outside while ${what} are exchanged`, async () => {
    const { top, root, flips } = makeFlips();
    try {
      const policy: Policy = { hidden: false, symlinks: "inside" };
      const gate = new DiskGate(root, policy);
      const octets = new Uint8Array(64);
      const seen = { inside: 0, outside: 0 };
      await whileFlipping(flips(name), () => {
        for (let turn = 0; turn < 10_000; turn++) {
          const found = gate.open(path.split("/"));
          if (typeof found === "string" || found.kind === "folder") continue;
          using file = found;
          const count = file.handle.readSync(octets) ?? 0;
          const text = new TextDecoder().decode(octets.subarray(0, count));
          seen[text === "inside" ? "inside" : "outside"]++;
        }
      });
      assertEquals(seen.outside, 0);
      assert(seen.inside > 0);
    } finally {
      Deno.removeSync(top, { recursive: true });
    }
  });
}

Deno.test("Gate lets no outside content to 50 clients while links are exchanged", async () => {
  const { top, root, flips } = makeFlips();
  try {
    await using server = await startServer({}, { site: { root } });
    const answers = new Map<string, number>();
    const [folder, link] = [flips("d"), flips("in")];
    const enough = (): boolean => folder.ended[1]! >= 1_000 && link.ended[1]! >= 1_000;
    const client = async (): Promise<void> => {
      for (let turn = 0; turn < 10 || !enough(); turn++) {
        for (const path of ["/d/f", "/in", "/f", "/d/", "/"]) {
          const text = await fetched(server.origin + path);
          answers.set(text, (answers.get(text) ?? 0) + 1);
        }
      }
    };
    await whileFlipping(folder, () =>
      whileFlipping(link, async () => {
        await Promise.all(Array.from({ length: 50 }, client));
      }));
    assert(!answers.has(SECRET));
    assert((answers.get("inside") ?? 0) > 0);
    assertEquals(server.faults, []);
  } finally {
    Deno.removeSync(top, { recursive: true });
  }
});
