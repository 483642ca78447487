// A picture of a listing: the page of a running `ferry serve` in Debian's Chromium, in WebP.
//
// Contract: two pixels for each of CSS's, so that it is sharp on any screen; times are in UTC.

import type { Page } from "playwright-core";
import { openTab, withBrowser } from "../../tests/support/browser.ts";

/** The height of the page, once it was laid out and painted. */
const PAINTED = `new Promise((resume) => requestAnimationFrame(() => requestAnimationFrame(() =>
  resume(document.body.getBoundingClientRect().bottom))))`;

/** What a reader's system may ask for. */
export type Scheme = "light" | "dark";

/** In CSS pixels; the height is that of the page. */
const WIDTH = 760;
const SCALE = 2;
/** Of 100: below it the edges of letters show it. */
const QUALITY = 82;

/** Takes a picture of the page at `url` for each scheme. @throws {Error} when anything is wrong with it */
export async function takePictures(
  url: string,
  schemes: readonly Scheme[],
): Promise<Map<Scheme, Uint8Array>> {
  const pictures = new Map<Scheme, Uint8Array>();
  await withBrowser(async (browser) => {
    for (const colorScheme of schemes) {
      const options = { colorScheme, viewport: { width: WIDTH, height: 700 } };
      const { page, troubles } = await openTab(browser, new URL(url).origin, options);
      await page.goto(url);
      pictures.set(colorScheme, await capture(page));
      if (troubles.length > 0) throw new Error(troubles.join("\n"));
    }
  });
  return pictures;
}

/** The whole page as WebP, which playwright itself does not write. */
async function capture(page: Page): Promise<Uint8Array> {
  const height = Number(await page.evaluate(PAINTED));
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", {
    format: "webp",
    quality: QUALITY,
    captureBeyondViewport: true,
    clip: { x: 0, y: 0, width: WIDTH, height, scale: SCALE },
  });
  return Uint8Array.fromBase64(data);
}
