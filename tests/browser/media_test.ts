// A film in Chromium: what a player does with ranges, done to this server.

import { assert, assertEquals } from "@std/assert";
import { HAS_BROWSER, openTab, withBrowser } from "../support/browser.ts";
import { FILM_SECONDS, makeFilm } from "../support/film.ts";
import { startServer } from "../support/server.ts";

const SIZE = 50 * 1024 * 1024;
const PAGE = `<!DOCTYPE html><html lang="en"><title>film</title><link rel="icon" href="data:,">
<video src="film.mp4" muted preload="metadata"></video>
<script>
const video = document.querySelector("video");
function seek(time) {
  return new Promise((sought, failed) => {
    video.onerror = () => failed(new Error(video.error.message));
    video.onseeked = () => sought(video.currentTime);
    video.currentTime = time;
  });
}
function colour() {
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.drawImage(video, 0, 0);
  const [red, green, blue] = canvas.getImageData(32, 24, 1, 1).data;
  return green > 50 ? "neither" : red > 200 ? "red" : blue > 200 ? "blue" : "neither";
}
</script></html>`;

Deno.test({
  name: "Chromium seeks forth and back in a film of 50 MiB, by ranges alone",
  ignore: !HAS_BROWSER,
  fn: () =>
    withBrowser(async (browser) => {
      await using server = await startServer({ "index.html": PAGE, "film.mp4": makeFilm(SIZE) });
      const { page, troubles } = await openTab(browser, server.origin);
      const ranges: number[] = [];
      page.on("response", (response) => {
        const from = /^bytes (\d+)-/.exec(response.headers()["content-range"] ?? "")?.[1];
        if (response.status() === 206 && from !== undefined) ranges.push(Number(from));
      });
      await page.goto(`${server.origin}/`);
      await page.waitForFunction("video.readyState > 0");
      for (const time of [50.5, 3.5, 58.5, 31.5]) {
        assertEquals(await page.evaluate(`seek(${time})`), time);
        const colour = time < FILM_SECONDS / 2 ? "red" : "blue";
        await page.waitForFunction(`colour() === "${colour}"`);
      }
      assertEquals(await page.evaluate("video.duration"), FILM_SECONDS);
      assert(ranges.some((from) => from > SIZE / 60 * 45), `it began at ${ranges}`);
      assertEquals([troubles, server.faults], [[], []]);
      const answers = server.log.filter(({ request }) => request?.target === "/film.mp4");
      assert(answers.every(({ status }) => status === 206 || status === 304)); // 304: asked again
    }),
});
