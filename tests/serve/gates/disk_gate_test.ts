// The gate: what it lets through, what it hides, what it makes of the system's refusals. Links have
// tests of their own, disk_gate_links_test.ts.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { DiskGate } from "../../../serve/gates/disk_gate.ts";
import type { Policy } from "../../../serve/policy.ts";
import { makeFolder } from "../../support/server.ts";

const PLAIN: Policy = { hidden: false, symlinks: "inside" };
const ON_WINDOWS = Deno.build.os === "windows";

const FILES = {
  "a.txt": "aaa",
  ".secret": "s",
  "sub/b.txt": "bb",
  "sub/.env": "e",
  ".git/config": "g",
  ".well-known/acme": "w",
  ".well-known/.env": "e",
  "sub/.well-known/x": "x",
  "..two": "2",
};

/** What opening makes of the names: the content of a file, or the word for anything else. */
function outcome(gate: DiskGate, names: readonly string[]): string {
  const found = gate.open(names);
  if (typeof found === "string") return found;
  if (found.kind === "folder") return "folder";
  using file = found;
  const octets = new Uint8Array(file.size);
  file.handle.readSync(octets);
  return new TextDecoder().decode(octets);
}

/** Calls `use` with a folder of these files, which is gone after it. */
async function withFolder(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => void | Promise<void>,
): Promise<void> {
  const folder = makeFolder(files);
  try {
    await use(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const NAMES: readonly [names: string[], plain: string, withHidden: string][] = [
  [[], "folder", "folder"],
  [["a.txt"], "aaa", "aaa"],
  [["sub"], "folder", "folder"],
  [["sub", "b.txt"], "bb", "bb"],
  [["nothing"], "absent", "absent"],
  [["a.txt", "b"], "absent", "absent"],
  [[".secret"], "absent", "s"],
  [["..two"], "absent", "2"],
  [["sub", ".env"], "absent", "e"],
  [[".git"], "absent", "folder"],
  [[".git", "config"], "absent", "g"],
  [[".well-known"], "folder", "folder"],
  [[".well-known", "acme"], "w", "w"],
  [[".well-known", ".env"], "absent", "e"],
  [["sub", ".well-known"], "absent", "folder"],
  [["sub", ".well-known", "x"], "absent", "x"],
  [[".WELL-KNOWN", "acme"], "absent", "absent"],
  [["n".repeat(256)], "absent", "absent"],
  [["sub", "n".repeat(5_000)], "absent", "absent"],
  [Array<string>(3_000).fill("sub"), "absent", "absent"],
];

Deno.test("Gate.open() opens files and folders, and what is hidden only when told to", async () => {
  await withFolder(FILES, (folder) => {
    const [plain, all] = [
      new DiskGate(folder, PLAIN),
      new DiskGate(folder, { ...PLAIN, hidden: true }),
    ];
    for (const [names, expected, withHidden] of NAMES) {
      const shown = names.join("/").slice(0, 80);
      assertEquals(outcome(plain, names), expected, shown);
      assertEquals(outcome(all, names), withHidden, `${shown}, with hidden ones`);
    }
  });
});

Deno.test("Gate.list() names what open() opens, and nothing else", async () => {
  await withFolder(FILES, async (folder) => {
    for (const hidden of [false, true]) {
      const gate = new DiskGate(folder, { ...PLAIN, hidden });
      for (const names of [[], ["sub"], [".well-known"]]) {
        const there = [...Deno.readDirSync(join(folder, ...names))].map(({ name }) => name);
        const opens = there.filter((name) => outcome(gate, [...names, name]) !== "absent");
        const entries = await gate.list({ kind: "folder", names });
        assert(typeof entries !== "string");
        assertEquals(entries.map(({ name }) => name).sort(), opens.sort(), `${names}, ${hidden}`);
      }
    }
  });
});

Deno.test("Gate.list() tells type, size and time of each entry", async () => {
  await withFolder({ "a.txt": "aaa", "sub/b": "" }, async (folder) => {
    const mtime = new Date("2026-11-23T12:00:00.007Z");
    for (const name of ["a.txt", "sub"]) Deno.utimeSync(join(folder, name), mtime, mtime);
    const entries = await new DiskGate(folder, PLAIN).list({ kind: "folder", names: [] });
    assert(typeof entries !== "string");
    assertEquals(entries.sort((one, other) => one.name < other.name ? -1 : 1), [
      { name: "a.txt", type: "file", size: 3, mtime },
      { name: "sub", type: "directory", mtime },
    ]);
  });
});

Deno.test("Gate.open() describes the open file: its name, size and time in milliseconds", async () => {
  await withFolder({ "sub/b.txt": "bb" }, (folder) => {
    const mtime = new Date("2026-11-23T12:00:00.007Z");
    Deno.utimeSync(join(folder, "sub/b.txt"), mtime, mtime);
    const found = new DiskGate(folder, PLAIN).open(["sub", "b.txt"]);
    assert(typeof found !== "string" && found.kind === "file");
    using file = found;
    assertEquals([file.name, file.size, file.mtimeMs], ["b.txt", 2, mtime.getTime()]);
    Deno.removeSync(join(folder, "sub/b.txt")); // what is open stays open
    assertEquals(file.handle.statSync().size, 2);
  });
});

Deno.test("Gate.open() takes a file for its root, by no name and whatever its own", async () => {
  await withFolder({ ".env": "e" }, (folder) => {
    const gate = new DiskGate(join(folder, ".env"), PLAIN);
    assertEquals(outcome(gate, []), "e");
    assertEquals(outcome(gate, ["x"]), "absent");
  });
});

Deno.test({
  name: "Gate.open() opens neither a pipe nor a device nor a socket, and list() leaves them out",
  ignore: ON_WINDOWS,
  fn: async () => {
    await withFolder({ "a.txt": "aaa" }, async (folder) => {
      // Opening a pipe would wait for a writer, and with it every other request.
      await new Deno.Command("mkfifo", { args: [join(folder, "pipe")] }).output();
      Deno.symlinkSync("/dev/zero", join(folder, "zero"));
      using _listener = Deno.listen({ transport: "unix", path: join(folder, "socket") });
      const gate = new DiskGate(folder, { ...PLAIN, symlinks: "follow" });
      for (const name of ["pipe", "zero", "socket"]) assertEquals(outcome(gate, [name]), "absent");
      assertEquals(outcome(new DiskGate(join(folder, "pipe"), PLAIN), []), "absent");
      const entries = await gate.list({ kind: "folder", names: [] });
      assert(typeof entries !== "string");
      assertEquals(entries.map(({ name }) => name), ["a.txt"]);
    });
  },
});

for (const [times, result] of [[1, "new"], [Infinity, "absent"]] as const) {
  Deno.test(`Gate.open() judges anew a file that is replaced in the midst, ${times} times`, async () => {
    await withFolder({ "d/a.txt": "old" }, (folder) => {
      const original = Deno.openSync;
      let replaced = 0;
      const replacing: typeof Deno.openSync = (path, options) => {
        if (replaced++ < times) {
          Deno.writeTextFileSync(join(folder, "next"), "new");
          Deno.renameSync(join(folder, "next"), path as string);
        }
        return original(path, options);
      };
      try {
        Object.assign(Deno, { openSync: replacing });
        assertEquals(outcome(new DiskGate(folder, PLAIN), ["d", "a.txt"]), result);
      } finally {
        Object.assign(Deno, { openSync: original });
      }
    });
  });
}

/** A fault as the system reports it. */
function systemFault(code: string): Error {
  return Object.assign(new Error(`${code} (os error)`), { code });
}

/** Calls `use` while a function of Deno throws: what root is allowed, a test can't be refused else. */
async function withFault(
  name: "openSync" | "realPathSync" | "lstatSync" | "readDir",
  fault: Error,
  use: () => void | Promise<void>,
): Promise<void> {
  const original = Deno[name];
  const failing = (): never => {
    throw fault;
  };
  try {
    Object.assign(Deno, { [name]: failing });
    await use();
  } finally {
    Object.assign(Deno, { [name]: original });
  }
}

const FAULTS: readonly [fault: Error, refusal: "absent" | "forbidden" | undefined][] = [
  [systemFault("ENOENT"), "absent"],
  [systemFault("ENOTDIR"), "absent"],
  [systemFault("ELOOP"), "absent"],
  [systemFault("ENAMETOOLONG"), "absent"],
  [systemFault("EACCES"), "forbidden"],
  [systemFault("EPERM"), "forbidden"],
  [new Deno.errors.NotCapable("not for this program"), "forbidden"],
  [systemFault("EMFILE"), undefined],
  [systemFault("EIO"), undefined],
  [new Error("something else"), undefined],
];

for (const step of ["realPathSync", "lstatSync", "openSync"] as const) {
  Deno.test(`Gate.open() tells absence and permission from faults when ${step}() fails`, async () => {
    await withFolder({ "a.txt": "aaa" }, async (folder) => {
      const gate = new DiskGate(folder, PLAIN);
      for (const [fault, refusal] of FAULTS) {
        await withFault(step, fault, () => {
          if (refusal !== undefined) return assertEquals(gate.open(["a.txt"]), refusal);
          assertEquals(assertThrows(() => gate.open(["a.txt"])), fault);
        });
      }
    });
  });
}

Deno.test("Gate.list() tells absence and permission from faults when a folder can't be read", async () => {
  await withFolder({}, async (folder) => {
    const gate = new DiskGate(folder, PLAIN);
    for (const [fault, refusal] of FAULTS) {
      await withFault("readDir", fault, async () => {
        const listing = gate.list({ kind: "folder", names: [] });
        assertEquals(await listing.catch((thrown) => thrown), refusal ?? fault);
      });
    }
  });
});
