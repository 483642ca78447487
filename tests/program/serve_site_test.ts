// `ferry serve` as a program: how the site is laid out, and a folder of hostile names taken home whole.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { askTarget } from "../support/ask_target.ts";
import { runFerry, runShell, TempFolder } from "../support/program.ts";
import { ServeProgram } from "../support/serve_program.ts";

const BROWSER = "Accept: text/html,*/*;q=0.8\r\n";

/** A folder with these files in it, below folders that are there or made. */
async function folderOf(files: Readonly<Record<string, string>>): Promise<TempFolder> {
  const folder = await TempFolder.create();
  for (const [path, content] of Object.entries(files)) {
    const slash = path.lastIndexOf("/");
    if (slash > 0) Deno.mkdirSync(folder.file(path.slice(0, slash)), { recursive: true });
    Deno.writeTextFileSync(folder.file(path), content);
  }
  return folder;
}

function start(folder: TempFolder, ...options: string[]): Promise<ServeProgram> {
  return ServeProgram.start([folder.path, "--host", "127.0.0.1", "--port", "0", ...options]);
}

Deno.test("serve --index names the page of a folder", async () => {
  await using folder = await folderOf({ "main.htm": "main", "index.html": "index" });
  await using program = await start(folder, "--index", "main.htm");
  assertEquals((await askTarget(program.port, "/")).content, "main");
});

Deno.test("serve --no-listing answers 404 for a folder without a page", async () => {
  await using folder = await folderOf({ "sub/a.txt": "a" });
  await using program = await start(folder, "--no-listing");
  assertEquals((await askTarget(program.port, "/sub/")).status, 404);
  assertEquals((await askTarget(program.port, "/sub/a.txt")).content, "a");
});

Deno.test("serve --hidden serves names that begin with a dot", async () => {
  await using folder = await folderOf({ ".env": "e", ".well-known/acme": "w" });
  await using shut = await start(folder);
  await using open = await start(folder, "--hidden");
  assertEquals((await askTarget(shut.port, "/.env")).status, 404);
  assertEquals((await askTarget(shut.port, "/.well-known/acme")).content, "w");
  assertEquals((await askTarget(open.port, "/.env")).content, "e");
});

Deno.test("serve --symlinks goes inside, nowhere or everywhere", async () => {
  await using outside = await folderOf({ "x.txt": "x" });
  await using folder = await folderOf({ "a.txt": "a" });
  Deno.symlinkSync("a.txt", folder.file("in"));
  Deno.symlinkSync(outside.file("x.txt"), folder.file("out"));
  for (
    const [mode, inside, out] of [["inside", 200, 404], ["none", 404, 404], ["follow", 200, 200]]
  ) {
    await using program = await start(folder, "--symlinks", `${mode}`);
    assertEquals((await askTarget(program.port, "/in")).status, inside);
    assertEquals((await askTarget(program.port, "/out")).status, out);
  }
});

Deno.test("serve --path-prefix lets the site live below it", async () => {
  await using folder = await folderOf({ "sub/a.txt": "a" });
  await using program = await start(folder, "--path-prefix", "x/é/");
  assertEquals((await askTarget(program.port, "/x/%C3%A9?q")).location, "/x/%C3%A9/?q");
  assertEquals((await askTarget(program.port, "/x/%C3%A9/sub")).location, "/x/%C3%A9/sub/");
  assertEquals((await askTarget(program.port, "/x/%C3%A9/sub/a.txt")).content, "a");
  assertEquals((await askTarget(program.port, "/sub/a.txt")).status, 404);
});

Deno.test("serve --path-prefix and --spa refuse what is no path, with the remedy", async () => {
  for (const [option, remedy] of [["--path-prefix=/a/../b", "like /x"], ["--spa=../x", "--spa="]]) {
    const { code, stderr } = await runFerry(["serve", `${option}`]);
    assertEquals(code, 2);
    assertStringIncludes(stderr, `${remedy}`);
    assertMatch(stderr, /^Input error: [^\n]+\n$/);
  }
});

Deno.test("serve --spa answers navigation with its page, and missing files with 404", async () => {
  await using folder = await folderOf({ "index.html": "index", "app.html": "app" });
  for (const [option, page] of [["--spa", "index"], ["--spa=app.html", "app"]] as const) {
    await using program = await start(folder, option, "--cache", "3600");
    const route = await askTarget(program.port, "/users/7", "GET", BROWSER);
    assertEquals([route.status, route.content], [200, page]);
    assertMatch(route.head, /^Cache-Control: no-cache\r$/m);
    assertEquals((await askTarget(program.port, "/missing.js", "GET", BROWSER)).status, 404);
    assertEquals((await askTarget(program.port, "/users/7", "GET", "Accept: */*\r\n")).status, 404);
  }
});

Deno.test("serve --clean-urls serves about.html at /about and at /about.html", async () => {
  await using folder = await folderOf({ "about.html": "about" });
  await using program = await start(folder, "--clean-urls");
  for (const target of ["/about", "/about?q", "/about.html"]) {
    assertEquals((await askTarget(program.port, target)).content, "about", target);
  }
  assertEquals((await askTarget(program.port, "/about/?q=1")).location, "/about?q=1");
});

/** What file systems allow and what trips up whoever handles it. */
const PIECES = [
  ...[
    `"`,
    "'",
    "<b>",
    "&amp;",
    "\n",
    "\r\n",
    "%",
    "%2e%2e",
    "%00",
    "#",
    "?a=b",
    " ",
    "  ",
    "$(id)",
  ],
  ..."`|;*~^{}[]()!,:=@+".split(""),
  ...[
    "é",
    "e\u0301",
    "日本",
    "😀",
    "\u202e",
    "\ufeff",
    "\u0007",
    "\x7f",
    "..",
    "-",
    "--",
    "javascript:",
  ],
];

/** Names from 1 to 255 octets, each of them different, none that the policy hides. */
function hostileNames(count: number): string[] {
  const names = new Set<string>([
    "-rf",
    "--help",
    "?",
    "#",
    "%",
    "~",
    "x".repeat(255),
    "é".repeat(127),
  ]);
  for (let at = 0; names.size < count; at++) {
    const piece = (factor: number): string => PIECES[(at * factor) % PIECES.length] ?? "";
    const name = piece(1) + piece(7) + at.toString(36) + piece(13) + (at % 3 === 0 ? ".txt" : "");
    if (!name.startsWith(".")) names.add(name);
  }
  return [...names];
}

/** Every file below a folder, by its path there. */
function contentsOf(root: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (path: string): void => {
    for (const { name, isDirectory } of Deno.readDirSync(root + path)) {
      const below = `${path}/${name}`;
      if (isDirectory) walk(below);
      else found.set(below, Deno.readTextFileSync(root + below));
    }
  };
  walk("");
  return found;
}

/** Paths that are in one only, or with another content; 5,000 of them would be no message. */
function differences(one: Map<string, string>, other: Map<string, string>): string[] {
  const paths = new Set([...one.keys(), ...other.keys()]);
  return [...paths].filter((path) => one.get(path) !== other.get(path)).slice(0, 5);
}

/** What the links of a folder's page lead to, by decoded path. */
async function fetchLinks(origin: string): Promise<Map<string, string>> {
  const page = await (await fetch(origin, { headers: { Accept: "text/html" } })).text();
  const links = [...page.matchAll(/<td><a href="([^"]*)"/g)].map(([, link = ""]) => link);
  const fetched = new Map<string, string>();
  const fetchAll = async (): Promise<void> => {
    for (let link = links.pop(); link !== undefined; link = links.pop()) {
      const url = new URL(link, origin);
      fetched.set(decodeURIComponent(url.pathname), await (await fetch(url)).text());
    }
  };
  await Promise.all(Array.from({ length: 8 }, fetchAll));
  return fetched;
}

/** What the system's own tool makes of an archive in a folder of its own. */
async function unpack(archive: string, command: string): Promise<Map<string, string>> {
  const into = `${archive}-unpacked`;
  Deno.mkdirSync(into);
  const env = { LC_ALL: "C.UTF-8", ARCHIVE: archive };
  const { code, stderr } = await runShell(command, { cwd: into, env });
  assertEquals([code, stderr], [0, ""]);
  return contentsOf(`${into}/files`);
}

/** How `unzip` keeps control characters in names, and `;` at their end. */
const UNPACKERS = [["zip", 'unzip -^ -V -qq "$ARCHIVE"'], ["tar", 'tar -xf "$ARCHIVE"']] as const;

Deno.test({
  name: "serve --archive gives 5,000 files with hostile names, by link and packed, as they are",
  ignore: Deno.build.os !== "linux", // others have fewer names
  async fn(): Promise<void> {
    await using folder = await TempFolder.create();
    await using home = await TempFolder.create();
    const names = hostileNames(5_000);
    for (const name of names) Deno.writeTextFileSync(folder.file(name), `content of ${name}`);
    const wanted = contentsOf(folder.path);
    assertEquals(wanted.size, 5_000);
    await using program = await start(folder, "--archive", "--quiet");
    const origin = `http://127.0.0.1:${program.port}/`;
    assertEquals(differences(await fetchLinks(origin), wanted), []);
    const json = await (await fetch(origin, { headers: { Accept: "application/json" } })).json();
    const listed = json.entries.map(({ name }: { name: string }) => name);
    assertEquals(new Set(listed), new Set(names));
    for (const [type, command] of UNPACKERS) {
      const archive = home.file(type);
      await Deno.writeFile(archive, await (await fetch(`${origin}?archive=${type}`)).bytes());
      assertEquals(differences(await unpack(archive, command), wanted), [], type);
    }
    assertEquals(program.stderr, "");
  },
});

Deno.test("serve --archive names an archive after its folder, and is off unless asked for", async () => {
  await using folder = await folderOf({ "docs/a.txt": "a" });
  await using off = await start(folder);
  await using on = await start(folder, "--archive");
  const { head } = await askTarget(on.port, "/docs/?archive=zip", "HEAD");
  assertMatch(head, /^Content-Disposition: attachment; filename="docs.zip"\r$/m);
  const page = await askTarget(off.port, "/docs/?archive=zip");
  assert(page.content.includes("a.txt") && !page.content.includes("?archive="));
});
