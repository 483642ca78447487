import { assertEquals } from "@std/assert";
import { mediaTypeOf } from "../../../serve/forms/media_type.ts";

const OCTETS = "application/octet-stream";
const TYPES: readonly [name: string, type: string][] = [
  ["hello.html", "text/html; charset=UTF-8"],
  ["page.htm", "text/html; charset=UTF-8"],
  ["HELLO.HTML", "text/html; charset=UTF-8"],
  ["style.css", "text/css; charset=UTF-8"],
  ["app.js", "text/javascript; charset=UTF-8"],
  ["app.mjs", "text/javascript; charset=UTF-8"],
  ["notes.txt", "text/plain; charset=UTF-8"],
  ["notes.md", "text/markdown; charset=UTF-8"],
  ["table.csv", "text/csv; charset=UTF-8"],
  ["data.json", "application/json; charset=UTF-8"],
  ["drawing.svg", "image/svg+xml"],
  ["photo.png", "image/png"],
  ["photo.jpg", "image/jpeg"],
  ["photo.jpeg", "image/jpeg"],
  ["photo.webp", "image/webp"],
  ["photo.avif", "image/avif"],
  ["icon.ico", "image/vnd.microsoft.icon"],
  ["film.mp4", "video/mp4"],
  ["sound.mp3", "audio/mpeg"],
  ["font.woff2", "font/woff2"],
  ["paper.pdf", "application/pdf"],
  ["code.wasm", "application/wasm"],
  ["bundle.zip", "application/zip"],
  ["bundle.tar.gz", "application/gzip"],
  ["site.webmanifest", "application/manifest+json; charset=UTF-8"],
  ["README", OCTETS],
  ["name.", OCTETS],
  [".html", OCTETS],
  ["x.unheard-of", OCTETS],
  ["x.constructor", OCTETS],
  ["x.__proto__", OCTETS],
  ["", OCTETS],
];
for (const [name, type] of TYPES) {
  Deno.test(`mediaTypeOf() takes ${JSON.stringify(name)} for ${type}`, () => {
    assertEquals(mediaTypeOf(name), type);
    assertEquals(mediaTypeOf(name), type, "and again, from what it has kept");
  });
}
