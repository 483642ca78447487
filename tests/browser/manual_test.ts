// The manual in Chromium: on wide and narrow screens, in the dark and in the light, on paper, by the
// keyboard alone. axe-core looks for what keeps people out, in ferry's own pages too.

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { FOLDER, PAGES } from "../../tools/manual.ts";
import { HAS_BROWSER, openTab, withBrowser } from "../support/browser.ts";
import { startServer, type TestServer } from "../support/server.ts";

/** Where the manual lies: it has to work below any path. */
const BELOW = "/some/where/";

/** Leads to the page for what isn't there. */
const LOST = "lost/at/sea.html";

/** Pages, as paths; the last but one is a listing that ferry makes. */
const PATHS = [...PAGES.map(({ file }) => file), "hello.html", "notes/", LOST];

function startManual(): Promise<TestServer> {
  return startServer({}, { site: { root: FOLDER, prefix: ["some", "where"] } });
}

/**
 * What axe-core finds, whatever its weight: the rule, and where it is broken. Contrast that it can't
 * tell counts too, but in drawings, which a test of their own looks at, and in ferry's listing.
 */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found: Barrier[] = await page.evaluate(`(async () => {
    const rules = { "target-size": { enabled: true } };
    const { violations, incomplete } = await axe.run(document, {
      resultTypes: ["violations", "incomplete"], // the others take long
      rules,
    });
    const untold = incomplete.filter(({ id }) => id === "color-contrast");
    return [...violations, ...untold].flatMap(({ id, nodes }) => nodes.map(({ html, target }) => {
      return { id, html, target: target.join(" ") };
    }));
  })()`);
  return found.filter(({ html }) => !/^<(?:text|bdi)\b/.test(html))
    .map(({ id, target }) => `${id}: ${target}`);
}

interface Barrier {
  readonly id: string;
  readonly html: string;
  readonly target: string;
}

type Colour = readonly number[];

/** Red, green and blue of a colour as the browser has computed it. */
async function colourOf(page: Page, selector: string, property: string): Promise<Colour> {
  const style = `getComputedStyle(document.querySelector("${selector}"))`;
  const colour: string = await page.evaluate(`${style}.${property}`);
  return colour.match(/\d+/g)!.slice(0, 3).map(Number);
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** As WCAG 2.2 has it: from 1 to 21. */
function contrast(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

for (const width of [1280, 390]) {
  for (const colorScheme of ["light", "dark"] as const) {
    Deno.test({
      name: `manual in Chromium keeps nobody out at ${width} px, ${colorScheme}`,
      ignore: !HAS_BROWSER,
      fn: () =>
        withBrowser(async (browser) => {
          await using server = await startManual();
          const viewport = { width, height: 800 };
          const { page, troubles } = await openTab(browser, server.origin, {
            viewport,
            colorScheme,
          });
          for (const path of PATHS) {
            const answer = await page.goto(server.origin + BELOW + path);
            assertEquals(answer?.status(), path === LOST ? 404 : 200, path);
            assertEquals(await barriers(page), [], path);
            const overflow = await page.evaluate(
              "document.documentElement.scrollWidth - innerWidth",
            );
            assertEquals(overflow, 0, path);
            if (path !== LOST) assertEquals(troubles, [], path);
          }
          assertEquals(troubles.filter((told) => !/status of 404/.test(told)), []);
          assertEquals(server.faults, []);
        }),
    });
  }
}

Deno.test({
  name: "manual in Chromium follows the scheme of the reader, but paper is white",
  ignore: !HAS_BROWSER,
  fn: () =>
    withBrowser(async (browser) => {
      await using server = await startManual();
      const { page } = await openTab(browser, server.origin, { colorScheme: "dark" });
      await page.goto(server.origin + BELOW);
      assert((await colourOf(page, "html", "backgroundColor")).every((part) => part < 64));
      await page.emulateMedia({ colorScheme: "light" });
      assertEquals(await colourOf(page, "html", "backgroundColor"), [255, 255, 255]);
      await page.emulateMedia({ colorScheme: "dark", media: "print" });
      assertEquals(await colourOf(page, "pre", "backgroundColor"), [240, 245, 247]);
      assertEquals(
        await page.locator(".side, .skip, .contents, .pager").filter({ visible: true }).count(),
        0,
      );
      assert(await page.locator("main").isVisible());
      assert((await page.pdf()).length > 0);
    }),
});

/** Text in drawings, and what it stands on. */
const LEGIBLE: readonly (readonly [text: string, ground: string, page: string])[] = [
  ["text.strong", ".box", "inside.html"],
  ["text.strong", ".pure", "inside.html"],
  ["text.small", ".box", "inside.html"],
  ["text.small", ".pure", "inside.html"],
  ["text.quickword", ".pure", "inside.html"],
  ["text.figure", ".number", "inside.html"],
  ["text.mono", ".box", "lab.html"],
];

Deno.test({
  name: "drawings of the manual are legible in Chromium, in the dark and in the light",
  ignore: !HAS_BROWSER,
  fn: () =>
    withBrowser(async (browser) => {
      await using server = await startManual();
      for (const colorScheme of ["light", "dark"] as const) {
        const { page } = await openTab(browser, server.origin, { colorScheme });
        for (const [text, ground, path] of LEGIBLE) {
          const url = server.origin + BELOW + path;
          if (page.url() !== url) await page.goto(url);
          const colours = [
            await colourOf(page, text, "fill"),
            await colourOf(page, ground, "fill"),
          ];
          const found = contrast(colours[0]!, colours[1]!);
          assert(found >= 4.5, `${colorScheme}: ${text} on ${ground}: ${found}`);
        }
      }
    }),
});

Deno.test({
  name: "manual in Chromium moves smoothly only where motion is welcome",
  ignore: !HAS_BROWSER,
  fn: () =>
    withBrowser(async (browser) => {
      await using server = await startManual();
      const behaviour = "getComputedStyle(document.documentElement).scrollBehavior";
      const { page } = await openTab(browser, server.origin, { reducedMotion: "reduce" });
      await page.goto(server.origin + BELOW);
      assertEquals(await page.evaluate(behaviour), "auto");
      await page.emulateMedia({ reducedMotion: "no-preference" });
      assertEquals(await page.evaluate(behaviour), "smooth");
    }),
});

/** What has the focus, and how it shows it. */
interface Focused {
  readonly text: string;
  readonly href: string;
  readonly outline: string;
  readonly inSight: boolean;
}

async function tabOn(page: Page): Promise<Focused> {
  await page.keyboard.press("Tab");
  return await page.evaluate(`(() => {
    const { textContent, href = "" } = document.activeElement;
    const { outlineStyle } = getComputedStyle(document.activeElement);
    const { top, bottom } = document.activeElement.getBoundingClientRect();
    const inSight = top >= 0 && bottom <= innerHeight;
    return { text: textContent.trim(), href, outline: outlineStyle, inSight };
  })()`);
}

for (const width of [1280, 390]) {
  Deno.test({
    name: `manual in Chromium is walked through by the keyboard alone at ${width} px`,
    ignore: !HAS_BROWSER,
    fn: () =>
      withBrowser(async (browser) => {
        await using server = await startManual();
        const viewport = { width, height: 800 };
        const { page, troubles } = await openTab(browser, server.origin, { viewport });
        const start = server.origin + BELOW;
        await page.goto(`${start}serve.html`);
        const skip = await tabOn(page);
        const pages = new Set<string>();
        let focused = await tabOn(page);
        assertEquals([skip.text, focused.text], ["Skip to the text", "ferry"]);
        for (let each = focused; pages.size < PAGES.length; each = focused = await tabOn(page)) {
          assert(each.inSight && each.outline !== "none", `${each.text}: ${each.outline}`);
          assertNotEquals(each.href, "", "out of the navigation too early");
          if (!each.href.includes("#")) pages.add(each.href);
        }
        const expected = PAGES.map(({ file }) => start + (file === "index.html" ? "" : file));
        assertEquals([...pages], expected);

        await page.goto(`${start}serve.html`);
        assert((await tabOn(page)).inSight, "the link past the navigation shows itself");
        await page.keyboard.press("Enter");
        await page.waitForURL(/#main$/);
        await tabOn(page);
        const inMain = `document.querySelector("main").contains(document.activeElement)`;
        assert(await page.evaluate(inMain));
        assertEquals(troubles, []);
      }),
  });
}
