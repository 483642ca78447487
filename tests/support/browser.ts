// Chromium for a test, and a page of it that writes down whatever goes wrong.
//
// Contract: the browser has a profile of its own that goes with it, and calls nobody by itself. What
// a page says on the console as an error, throws, has its policy violated by, pops up as a dialog or
// asks of another origin than the one under test ends up in `troubles`.

import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** Where Debian has it. */
const EXECUTABLE = "/usr/bin/chromium";

/** Whether there is a browser. */
export const HAS_BROWSER = await Deno.stat(EXECUTABLE).then(() => true, () => false);
if (!HAS_BROWSER) console.warn(`tests in a browser are skipped: there is no ${EXECUTABLE}`);

// deno-fmt-ignore
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--autoplay-policy=no-user-gesture-required"];

/** A page, and what went wrong on it. */
export interface Tab {
  readonly page: Page;
  readonly troubles: string[];
}

/** Calls `use` with a new browser. */
export async function withBrowser(use: (browser: Browser) => Promise<void>): Promise<void> {
  const browser = await chromium.launch({
    executablePath: EXECUTABLE,
    headless: true,
    args: FLAGS,
  });
  try {
    await use(browser);
  } finally {
    await browser.close();
  }
}

/** Opens a page that may ask nothing of any other origin. */
export async function openTab(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<Tab> {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "UTC", ...options });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("console", (message) => {
    if (message.location().url === `${origin}/favicon.ico`) return; // asked for by the browser itself
    if (message.type() === "error" || /polic/i.test(message.text())) troubles.push(message.text());
  });
  page.on("pageerror", (error) => troubles.push(`thrown: ${error.message}`));
  page.on("dialog", (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => {});
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(`${origin}/`)) troubles.push(`elsewhere: ${request.url()}`);
  });
  return { page, troubles };
}
