// A folder's page in Chromium, as people use it: on wide and narrow screens, in the dark and in the
// light, with the mouse and without its script.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import type { Page } from "playwright-core";
import { HAS_BROWSER, openTab, type Tab, withBrowser } from "../support/browser.ts";
import { startServer, type TestServer } from "../support/server.ts";

const FILES: Readonly<Record<string, string>> = {
  "docs/guide/deep/leaf.txt": "leaf",
  "docs/guide/index.md": "# guide",
  "docs/notes 1.txt": "n".repeat(2_500),
  "docs/notes 10.txt": "ten",
  "docs/notes 2.txt": "n".repeat(40),
  "docs/Übersicht.txt": "u".repeat(70_000),
  "docs/img/a.txt": "a",
  [`docs/${"a-name-without-a-place-to-break-".repeat(7)}.txt`]: "l".repeat(9),
};
const LONG = `${"a-name-without-a-place-to-break-".repeat(7)}.txt`;

/** The names in order; folders come first whatever the order is. */
const BY_NAME = [
  "guide/",
  "img/",
  LONG,
  "notes 1.txt",
  "notes 2.txt",
  "notes 10.txt",
  "Übersicht.txt",
];
const FROM_LARGE = [
  "guide/",
  "img/",
  "Übersicht.txt",
  "notes 1.txt",
  "notes 2.txt",
  LONG,
  "notes 10.txt",
];
const FROM_NEW = [
  "img/",
  "guide/",
  "notes 10.txt",
  "notes 2.txt",
  "notes 1.txt",
  "Übersicht.txt",
  LONG,
];

/** Serves FILES, each a minute newer than the one before it in FROM_NEW from its end. */
async function startFolder(): Promise<TestServer> {
  const server = await startServer(FILES);
  for (const [at, name] of FROM_NEW.toReversed().entries()) {
    Deno.utimeSync(join(server.folder, "docs", name), 1_700_000_000, 1_700_000_000 + 60 * at);
  }
  return server;
}

/** The names that are seen, from top to bottom. */
function names(page: Page): Promise<string[]> {
  return page.evaluate(`Array.from(document.querySelectorAll("tbody tr"))
    .filter((row) => row.checkVisibility()).map((row) => row.querySelector("a").textContent)`);
}

/** How far the page may be scrolled to the side, in CSS pixels. */
function overflow({ page }: Tab): Promise<number> {
  return page.evaluate("document.documentElement.scrollWidth - innerWidth");
}

for (const width of [1280, 390]) {
  for (const colorScheme of ["light", "dark"] as const) {
    Deno.test({
      name: `listing in Chromium is sorted, filtered and clicked at ${width} px, ${colorScheme}`,
      ignore: !HAS_BROWSER,
      fn: () =>
        withBrowser(async (browser) => {
          await using server = await startFolder();
          const viewport = { width, height: 800 };
          const tab = await openTab(browser, server.origin, { viewport, colorScheme });
          await tab.page.goto(`${server.origin}/docs/`);
          assertEquals(await overflow(tab), 0);
          assertEquals(await isDark(tab.page), colorScheme === "dark");
          await sortAndFilter(tab.page);
          await walk(tab, server.origin);
          assertEquals([tab.troubles, server.faults], [[], []]);
        }),
    });
  }
}

async function isDark(page: Page): Promise<boolean> {
  const colour: string = await page.evaluate("getComputedStyle(document.body).backgroundColor");
  return colour.match(/\d+/g)!.slice(0, 3).every((part) => Number(part) < 128);
}

async function sortAndFilter(page: Page): Promise<void> {
  const button = (name: string) => page.getByRole("button", { name });
  assertEquals(await names(page), BY_NAME);
  await button("Size").click();
  assertEquals(await names(page), FROM_LARGE);
  await button("Size").click();
  assertEquals((await names(page)).slice(2), FROM_LARGE.slice(2).toReversed());
  await button("Modified").click();
  assertEquals(await names(page), FROM_NEW);
  await button("Modified").click();
  assertEquals((await names(page)).slice(2), FROM_NEW.slice(2).toReversed());
  await button("Name").click();
  assertEquals(await names(page), BY_NAME);
  await button("Name").click();
  assertEquals((await names(page)).slice(2), BY_NAME.slice(2).toReversed());
  await button("Name").click();

  const search = page.getByRole("searchbox");
  await search.fill("NOTES txt 1");
  assertEquals(await names(page), ["notes 1.txt", "notes 10.txt"]);
  assertMatch(await page.getByRole("status").innerText(), /^2 of 7 /);
  await button("Size").click(); // sorts what is found
  assertEquals(await names(page), ["notes 1.txt", "notes 10.txt"]);
  await search.fill("ubersicht");
  assertEquals(await names(page), ["Übersicht.txt"]);
  await search.fill("nothing of the kind");
  assertEquals(await names(page), []);
  await search.fill("");
  assertEquals((await names(page)).length, BY_NAME.length);
}

/** Down by links, up by breadcrumbs and the parent's link, into a file and back. */
async function walk(tab: Tab, origin: string): Promise<void> {
  const { page } = tab;
  const link = (name: string | RegExp) => page.getByRole("link", { name });
  const arrivedAt = async (path: string): Promise<void> => {
    assertEquals(decodeURI(page.url()), origin + path);
    assertEquals(await overflow(tab), 0);
  };
  await link("guide/").click();
  await arrivedAt("/docs/guide/");
  await link("deep/").click();
  await arrivedAt("/docs/guide/deep/");
  const crumbs = page.getByRole("navigation");
  assertEquals(await crumbs.getByRole("link").allInnerTexts(), ["Home", "docs", "guide"]);
  await link("Parent folder").click();
  await arrivedAt("/docs/guide/");
  await crumbs.getByRole("link", { name: "docs" }).click();
  await arrivedAt("/docs/");
  await link("notes 10.txt").click();
  assertEquals(await page.locator("body").innerText(), "ten");
  await page.goBack();
  await arrivedAt("/docs/");
  await crumbs.getByRole("link", { name: "Home" }).click();
  await arrivedAt("/");
  assertEquals(await names(page), ["docs/"]);
}

Deno.test({
  name: "listing in Chromium is read and clicked without its script",
  ignore: !HAS_BROWSER,
  fn: () =>
    withBrowser(async (browser) => {
      await using server = await startFolder();
      const tab = await openTab(browser, server.origin, { javaScriptEnabled: false });
      await tab.page.goto(`${server.origin}/docs/`);
      assertEquals(await names(tab.page), BY_NAME);
      assertEquals(await tab.page.getByRole("searchbox").count(), 0, "it would do nothing");
      assertEquals(await tab.page.getByRole("button").count(), 0, "they would do nothing");
      assertStringIncludes(await tab.page.locator("main").innerText(), "2023-11-14 22:13");
      await tab.page.getByRole("link", { name: "img/" }).click();
      await tab.page.getByRole("link", { name: "a.txt" }).click();
      assertEquals(await tab.page.locator("body").innerText(), "a");
      assertEquals([tab.troubles, server.faults], [[], []]);
    }),
});

Deno.test({
  name: "listing in Chromium is worked with by the keyboard alone",
  ignore: !HAS_BROWSER,
  fn: () =>
    withBrowser(async (browser) => {
      await using server = await startFolder();
      const { page, troubles } = await openTab(browser, server.origin);
      await page.goto(`${server.origin}/docs/`);
      await page.getByRole("searchbox").focus();
      await page.keyboard.type("notes 2");
      for (let tab = 0; tab < 5; tab++) await page.keyboard.press("Tab"); // up, the headings, the link
      assertEquals(await page.evaluate("document.activeElement.innerText"), "notes 2.txt");
      await page.keyboard.press("Enter");
      await page.waitForURL(/notes%202\.txt$/);
      assertEquals(await page.locator("body").innerText(), "n".repeat(40));
      assertEquals([troubles, server.faults], [[], []]);
    }),
});

const MANY = 10_000;

Deno.test({
  name: `listing in Chromium shows ${MANY} entries, and sorts, filters and opens them`,
  ignore: !HAS_BROWSER,
  fn: () =>
    withBrowser(async (browser) => {
      await using server = await startServer({});
      for (let at = 0; at < MANY; at++) {
        Deno.writeTextFileSync(join(server.folder, `file ${at}.txt`), `${at}`);
      }
      const { page, troubles } = await openTab(browser, server.origin);
      await page.goto(`${server.origin}/`);
      const rows = page.locator("tbody tr");
      assertEquals(await rows.count(), MANY);
      assertEquals(await rows.first().locator("a").innerText(), "file 0.txt");
      await page.getByRole("button", { name: "Name" }).click();
      assertEquals(await rows.first().locator("a").innerText(), `file ${MANY - 1}.txt`);
      await rows.last().scrollIntoViewIfNeeded();
      assert(await rows.last().isVisible());
      await page.getByRole("searchbox").fill("4242");
      assertEquals(await names(page), ["file 4242.txt"]);
      await page.getByRole("link", { name: "file 4242.txt" }).click();
      assertEquals(await page.locator("body").innerText(), "4242");
      assertEquals([troubles, server.faults], [[], []]);
    }),
});
