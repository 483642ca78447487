// Pages that reload in Chromium when files change, as whoever works on them sees it.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import type { Page } from "playwright-core";
import { serve } from "../../server.ts";
import { until } from "../support/leaks.ts";
import { HAS_BROWSER, openTab, withBrowser } from "../support/browser.ts";
import { startServer, type TestServer, type TestServerOptions } from "../support/server.ts";

const FILES = {
  "index.html": `<!DOCTYPE html><link rel="stylesheet" href="main.css?v=1">
    <link rel="stylesheet" href="other.css"><script src="main.js"></script><p>one`,
  "main.css": "p { color: rgb(1, 0, 0) }",
  "other.css": '@import "imported.css";',
  "imported.css": "p { margin-top: 1px }",
  "main.js": "const script = 1;",
  "frame.html": '<!DOCTYPE html><iframe src="/"></iframe>',
  "notes/a.txt": "a",
};

/** What an edit may take to be shown on a busy machine; on an idle one it takes a tenth of a second. */
const BUSY_MS = 5_000;

/** Connections that a browser holds for later go soon, so that those of pages that listen are left. */
const WATCHING = { watch: true, timeouts: { headMs: 200, idleMs: 200 } };

/** A page that watches. */
interface Watching {
  readonly page: Page;
  readonly server: TestServer;
  /** Writes a file, and waits until the expression is true; a page that is reloaded is asked anew. */
  edit(path: string, text: string, expression: string): Promise<void>;
  /** What went wrong, which a test that expects it takes away. */
  readonly troubles: string[];
  /** Whether the page is the one that was marked, or another one since then. */
  mark(): Promise<void>;
  isMarked(): Promise<boolean>;
}

/** Opens a path of FILES in a server that watches, and waits until nobody is connected but who listens. */
async function withPage(
  path: string,
  use: (watching: Watching) => Promise<void>,
  options: TestServerOptions = {},
): Promise<void> {
  await withBrowser(async (browser) => {
    const watching = { ...WATCHING, ...options };
    await using server = await startServer(FILES, watching);
    const { page, troubles } = await openTab(browser, server.origin, {
      httpCredentials: { username: "u", password: "p" },
    });
    await page.goto(server.origin + path);
    await isAlone(server);
    await use({
      page,
      server,
      async edit(path, text, expression): Promise<void> {
        Deno.writeTextFileSync(join(server.folder, path), text);
        await shows(page, expression);
      },
      troubles,
      mark: () => page.evaluate("void (self.marked = true)"),
      isMarked: () => page.evaluate("self.marked === true"),
    });
    assertEquals([troubles, server.faults], [[], []]);
  });
}

/** Waits until one connection is left: that of a page that listens. */
function isAlone({ server }: TestServer): Promise<void> {
  return until(() => server.connections === 1, () => `${server.connections} are connected`);
}

/** Waits until the expression is true; a page that is being reloaded is asked again. */
async function shows(page: Page, expression: string): Promise<void> {
  let isTrue = false;
  const ask = async (): Promise<void> => {
    while (!isTrue) isTrue = await page.evaluate(expression).then((is) => is === true, () => false);
  };
  const asking = ask();
  await until(() => isTrue, () => `never: ${expression}`).finally(() => isTrue = true);
  await asking;
}

/** A test in the browser. */
function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: `a watched page in Chromium ${name}`, ignore: !HAS_BROWSER, fn });
}

const text = (text: string): string => `document.querySelector("p")?.textContent === "${text}"`;
const colour = (red: number): string =>
  `getComputedStyle(document.querySelector("p")).color === "rgb(${red}, 0, 0)"`;

test("shows an edit", () =>
  withPage("/", async ({ page, edit, mark, isMarked }) => {
    for (const word of ["two", "three", "four"]) {
      await mark();
      const startMs = performance.now();
      await edit("index.html", FILES["index.html"].replace("one", word), text(word));
      assert(performance.now() - startMs < BUSY_MS);
      assertEquals(await isMarked(), false);
    }
    assertEquals(await page.evaluate("document.scripts.length"), 1, "ferry's own has gone");
  }));

test("takes on a stylesheet, and stays the page that it was", () =>
  withPage("/", async ({ page, edit, mark, isMarked }) => {
    await mark();
    for (const red of [2, 3, 4]) {
      await edit("main.css", `p { color: rgb(${red}, 0, 0) }`, colour(red));
      assertEquals(await isMarked(), true);
    }
    assertEquals(await page.evaluate("document.styleSheets.length"), 2);
    assertEquals(
      await page.evaluate("new URL(document.styleSheets[0].href).searchParams.get('v')"),
      "1",
    );
  }));

test("is reloaded for a stylesheet that another one imports", () =>
  withPage("/", async ({ edit, mark, isMarked }) => {
    await mark();
    const margin = 'getComputedStyle(document.querySelector("p")).marginTop === "2px"';
    await edit("imported.css", "p { margin-top: 2px }", margin);
    assertEquals(await isMarked(), false);
  }));

test("is reloaded for a script", () =>
  withPage("/", ({ edit }) => edit("main.js", "const script = 2;", "script === 2")));

test("shows that it has gone, and that it is there again", () =>
  withPage("/", async ({ page, server, edit, troubles }) => {
    Deno.removeSync(server.folder, { recursive: true });
    await shows(page, 'document.body?.textContent.trim() === "File not found"');
    assertMatch(troubles.splice(0).join(), / 404 /);
    Deno.mkdirSync(server.folder);
    await edit("index.html", "<p>again", text("again"));
  }));

test("shows an edit of what was no page when it was half written", () =>
  withPage("/", async ({ edit }) => {
    await edit(
      "index.html",
      "<!DOCTYPE html><title>half</title><script>/*",
      "document.title === 'half'",
    );
    await edit("index.html", "<!DOCTYPE html><!-- ", "document.title === ''");
    await edit("index.html", "<!DOCTYPE html><p>whole", text("whole"));
  }));

test("lists a file that is added", () =>
  withPage(
    "/notes/",
    ({ edit }) =>
      edit("notes/b.txt", "b", 'document.querySelectorAll("tbody a")[1]?.textContent === "b.txt"'),
  ));

test("shows an edit under a policy that admits scripts and connections to the server", () =>
  withPage("/", ({ edit }) => edit("index.html", "<p>two", text("two")), {
    fields: [[
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'",
    ]],
  }));

test("shows an edit below a prefix", () =>
  withPage("/a%20b/", async ({ edit, mark, isMarked }) => {
    await mark();
    await edit("main.css", "p { color: rgb(2, 0, 0) }", colour(2));
    assertEquals(await isMarked(), true);
    await edit("index.html", "<p>two", text("two"));
  }, { site: { prefix: ["a b"] } }));

test("holds no connection while nobody sees it, and asks later what it has missed", () =>
  withPage("/", async ({ page, server, mark, isMarked }) => {
    const show = (state: string): Promise<void> =>
      page.evaluate(`{
        Object.defineProperty(document, "hidden", { value: ${
        state === "hidden"
      }, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }`);
    await mark();
    await show("hidden");
    await until(() => server.server.connections === 0, () => "it still listens");
    Deno.writeTextFileSync(join(server.folder, "index.html"), "<p>missed");
    await show("visible");
    await shows(page, text("missed"));
    assertEquals(await isMarked(), false);
  }));

test("sees to the frames in it, which need no connection of their own", () =>
  withPage("/frame.html", async ({ page, edit, mark, isMarked }) => {
    await mark();
    const inFrame = (expression: string): string => `frames[0].eval(${JSON.stringify(expression)})`;
    await edit("main.css", "p { color: rgb(2, 0, 0) }", inFrame(colour(2)));
    assertEquals(await isMarked(), true);
    await edit("index.html", "<p>two", inFrame(text("two")));
    assertEquals(page.frames().length, 2);
  }));

test("shows an edit that a password protects", () =>
  withPage("/", ({ edit }) => edit("index.html", "<p>two", text("two")), {
    logins: [{ user: "u", password: "p" }],
  }));

Deno.test({
  name: "a watched page in Chromium is reloaded when its server was started anew",
  ignore: !HAS_BROWSER,
  fn: () =>
    withBrowser(async (browser) => {
      await using first = await startServer(FILES, WATCHING);
      const { page } = await openTab(browser, first.origin);
      await page.goto(first.origin);
      await isAlone(first);
      await first.server.stop();
      Deno.writeTextFileSync(join(first.folder, "index.html"), "<p>missed");
      const address = { transport: "tcp", hostname: "127.0.0.1", port: first.port } as const;
      const site = { root: first.folder };
      await using _second = await serve({ site, listen: [address], watch: true, log: () => {} });
      await shows(page, text("missed"));
    }),
});
