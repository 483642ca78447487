// `ferry serve` as a program, when something is wrong with what it is told or where it runs.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { FERRY, runFerry } from "../support/program.ts";
import { makeFolder } from "../support/server.ts";
import { ServeProgram, withServe } from "../support/serve_program.ts";

const MISUSES: readonly [args: string[], says: RegExp][] = [
  [["--prot", "1"], /^Input error: .*--prot.*--port.*\n$/],
  [["--port"], /^Input error: .*--port.*\n$/],
  [["--port", "65536"], /^Input error: .*--port.*65535.*\n$/],
  [["--port", "1e3"], /^Input error: .*--port.*\n$/],
  [["--port", "-1"], /^Input error: .*--port.*\n$/],
  [["--symlinks", "some"], /^Input error: .*--symlinks.*inside.*none.*follow.*\n$/],
  [["--log-format", "combned"], /^Input error: .*--log-format.*common.*\n$/],
  [["--grace", "10"], /^Input error: .*--grace.*10s.*\n$/],
  [["--max-connections", "0"], /^Input error: .*--max-connections.*\n$/],
  [["--unix", "x", "--port", "1"], /^Input error: .*--unix.*--port.*\n$|^.*--port.*--unix.*\n$/],
  [["--quiet", "--log-format", "json"], /^Input error: .*--quiet.*--log-format.*\n$/],
  [["--hidden=yes"], /^Input error: .*--hidden.*\n$/],
  [["one", "two"], /^Input error: .*two.*\n$/],
  [["--config", "/nowhere/ferry.json"], /^Input error: .*\/nowhere\/ferry\.json.*\n$/],
];
for (const [args, says] of MISUSES) {
  Deno.test(`serve ${args.join(" ")} ends with 2 and one line`, async () => {
    const { code, text, stderr } = await runFerry(["serve", ...args]);
    assertEquals([code, text], [2, ""]);
    assertMatch(stderr, says);
  });
}

Deno.test("serve ends with 2 when a file or a variable sets what it can't", async () => {
  const folder = makeFolder({
    "unknown.json": `{"prot": 1}`,
    "wrong.json": `{"port": "many"}`,
    "none.json": `{"port": 1`,
  });
  try {
    for (const name of ["unknown.json", "wrong.json", "none.json"]) {
      const { code, stderr } = await runFerry(["serve", "--config", join(folder, name)]);
      assertEquals(code, 2, name);
      assertMatch(stderr, new RegExp(`^Input error: .*${name}.*\\n$`));
    }
    for (const [name, value] of [["FERRY_PORT", "many"], ["PORT", "x"], ["FERRY_SYMLINKS", "y"]]) {
      const { code, stderr } = await runFerry(["serve"], { env: { [name!]: value! } });
      assertEquals(code, 2, name);
      assertMatch(stderr, new RegExp(`^Input error: .*${name}.*\\n$`));
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("serve ends with 1 and the remedy in one line when the port is in use", async () => {
  using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = taken.addr;
  const { code, text, stderr } = await runFerry([
    ...["serve", "--host", "127.0.0.1", "--port", String(port)],
  ]);
  assertEquals([code, text], [1, ""]);
  assertEquals(
    stderr,
    `ferry: port ${port} is in use; choose another with --port N, or --port 0 for any free one\n`,
  );
});

const UNSERVABLE: readonly [path: string, says: RegExp][] = [
  ["/nowhere/at all", /^ferry: \/nowhere\/at all is not there; name a folder or a file\n$/],
  [
    "/nowhere/\x1b[2J\n",
    /^ferry: \/nowhere\/\\x1b\[2J.* is not there; name a folder or a file\n$/s,
  ],
];
for (const [path, says] of UNSERVABLE) {
  Deno.test({
    name: `serve ${JSON.stringify(path)} ends with 1 and one line`,
    ignore: Deno.build.os !== "linux",
    fn: async () => {
      const { code, text, stderr } = await runFerry(["serve", path, "--port", "0"]);
      assertEquals([code, text], [1, ""]);
      assertMatch(stderr, says);
    },
  });
}

Deno.test({
  name: "serve through Deno ends with 1 and one line for what Deno itself keeps closed",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--quiet", "--no-prompt", "--allow-net", "--allow-read", "--allow-env"],
        ...["main.ts", "serve", "/proc/self", "--port", "0"],
      ],
      cwd: new URL("../..", import.meta.url),
    }).output();
    assertEquals(code, 1);
    assertMatch(
      new TextDecoder().decode(stderr),
      /^ferry: \/proc\/self is closed to ferry, as .*; name another folder or file\n$/,
    );
  },
});

Deno.test("serve ends with 1 when its Unix socket is taken, or no socket", async () => {
  const folder = makeFolder({ "file": "precious" });
  try {
    const [file, socket] = [join(folder, "file"), join(folder, "socket")];
    const first = await runFerry(["serve", folder, "--unix", file]);
    assertEquals(first.code, 1);
    assertMatch(first.stderr, /^ferry: \S+ exists and is no socket; choose another --unix PATH\n$/);
    await withServe(["--unix", socket], async ({ program }) => {
      const second = await runFerry(["serve", folder, "--unix", socket]);
      assertEquals(second.code, 1);
      assertMatch(second.stderr, /^ferry: another server listens on \S+; stop it or choose /);
      program.child.kill("SIGKILL"); // leaves the socket behind
      await program.ended;
    });
    assert(Deno.lstatSync(socket).isSocket);
    await withServe(["--unix", socket], async ({ program }) => {
      assertEquals(program.ready, `Ready to serve... unix:${socket}`);
      assertEquals(await program.end(), 0);
    });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

const SOURCES: readonly [name: string, args: string[], env: Record<string, string>][] = [
  ["FERRY_PORT", [], { FERRY_PORT: "0" }],
  ["PORT", [], { PORT: "0" }],
  ["FERRY_PORT before PORT", [], { FERRY_PORT: "0", PORT: "1" }],
  ["the command line before both", ["--port", "0"], { FERRY_PORT: "1", PORT: "1" }],
];
for (const [name, args, env] of SOURCES) {
  Deno.test(`serve takes its port from ${name}`, async () => {
    await using program = await ServeProgram.start(args, { env });
    assert(program.port > 1);
    assertEquals((await fetch(`http://127.0.0.1:${program.port}/nothing`)).status, 404);
  });
}

Deno.test("serve takes any option from the environment, that before the file", async () => {
  const folder = makeFolder({ "ferry.json": `{"index": "hello.html", "log-format": "none"}` });
  const env = { FERRY_CONFIG: join(folder, "ferry.json"), FERRY_INDEX: "main.htm" };
  try {
    await withServe([], async ({ program, get }) => {
      assertEquals((await get("/")).text, "main");
      assertEquals([await program.end(), program.log], [0, []]);
    }, { env });
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test({
  name: "serve needs nothing of the machine: no variable, and no file beside it",
  ignore: Deno.build.os === "windows", // no program starts there without some variables
  fn: async () => {
    const folder = makeFolder({});
    try {
      const options = { cwd: folder, clearEnv: true };
      await using program = await ServeProgram.start([".", "--port", "0"], options);
      const response = await fetch(`http://127.0.0.1:${program.port}/`);
      assertMatch(await response.text(), /This folder is empty/);
      assertEquals([await program.end(), program.stderr], [0, ""]);
      assertEquals([...Deno.readDirSync(folder)], [], "it leaves nothing behind");
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});

const NOBODY = 65_534;
/** Root may read everything: then the program runs as somebody else, who must be able to start it. */
const isRoot = Deno.build.os === "linux" && Deno.uid() === 0;
const cannotBeRefused = Deno.build.os === "windows" || (isRoot && !startsAsNobody());

function startsAsNobody(): boolean {
  try {
    return new Deno.Command(FERRY, { args: ["--version"], uid: NOBODY, cwd: "/" }).outputSync()
      .success;
  } catch {
    return false;
  }
}

Deno.test({
  name: "serve answers 403 to what its user may not read, and says nothing more of it",
  ignore: cannotBeRefused,
  fn: async () => {
    const folder = makeFolder({ "a.txt": "aaa", "secret.txt": "", "closed/x": "", "blind/x": "x" });
    Deno.chmodSync(folder, 0o755);
    for (const name of ["secret.txt", "closed"]) Deno.chmodSync(join(folder, name), 0);
    Deno.chmodSync(join(folder, "blind"), 0o711); // may be passed through, not listed
    const statuses = {
      "/a.txt": 200,
      "/secret.txt": 403,
      "/closed/": 403,
      "/closed/x": 403,
      "/closed/nothing": 403,
      "/blind/": 403,
      "/blind/x": 200,
      "/": 200,
    };
    try {
      const options = { cwd: "/", ...(isRoot ? { uid: NOBODY } : {}) };
      await using program = await ServeProgram.start([folder, "--port", "0"], options);
      for (const [path, status] of Object.entries(statuses)) {
        const response = await fetch(`http://127.0.0.1:${program.port}${path}`);
        const text = await response.text();
        assertEquals(response.status, status, path);
        if (status === 403) assertEquals(text, "Forbidden");
      }
      assertEquals([await program.end(), program.stderr], [0, ""]);
    } finally {
      Deno.chmodSync(join(folder, "closed"), 0o755);
      Deno.removeSync(folder, { recursive: true });
    }
  },
});
