// Names that would like to be something else, in Chromium: shown, clicked, and nothing more happens.

import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { HAS_BROWSER, openTab, withBrowser } from "../support/browser.ts";
import { startServer } from "../support/server.ts";

/** Each one tries to set `document.title`, to open a dialog, or to lead elsewhere. */
const NAMES: readonly string[] = [
  "<img src=x onerror=alert(1)>.txt",
  "<script>document.title='script'<", // no slash can be in a name
  '"onmouseover=alert(1) x=".txt',
  "'onfocus='alert(1)' autofocus='.txt",
  "&lt;b&gt;.txt",
  "</a><a href=javascript:alert(1)>.txt".replaceAll("/", ""),
  "javascript:alert(1)",
  "data:text,evil",
  "http:evil.example",
  "#fragment.txt",
  "?query.txt",
  "%2e%2e.txt",
  "100%.txt",
  "line\nbreak.txt",
  "tab\tand\rreturn.txt",
  " spaces at both ends.txt ",
  "\u202egnp.txt",
  "{{7*7}}${7*7}.txt",
  "-leading dash.txt",
  "日本 – ü.txt",
  `${"ü".repeat(125)}.txt`,
];

Deno.test({
  name: "security: stored XSS (Deno std CVE-2024-52793): hostile names are clicked in Chromium",
  ignore: !HAS_BROWSER,
  fn: () =>
    withBrowser(async (browser) => {
      await using server = await startServer({});
      for (const name of NAMES) {
        // The folder has a page of its own: what would be downloaded as a file opens as one.
        const folder = join(server.folder, name);
        Deno.mkdirSync(folder);
        Deno.writeTextFileSync(join(folder, "content.txt"), `in ${name}`);
      }
      const { page, troubles } = await openTab(browser, server.origin);
      const reached: string[] = [];
      for (let at = 0; at < NAMES.length; at++) {
        await page.goto(`${server.origin}/`);
        await page.locator("tbody a").nth(at).hover();
        await page.locator("tbody a").nth(at).click();
        await page.locator("tbody a").hover();
        assertEquals(await page.title().then((title) => title.startsWith("Index of /")), true);
        await page.locator("tbody a").click();
        const response = await page.request.get(page.url());
        reached.push(await response.text());
      }
      assertEquals(reached.sort(), NAMES.map((name) => `in ${name}`).sort());
      assertEquals([troubles, server.faults], [[], []]);
    }),
});
