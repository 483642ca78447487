import { assertEquals, assertThrows } from "@std/assert";
import { octetsOf, textOf } from "../../../http/wire/octets.ts";
import { scriptElement, WATCH_SCRIPT, withScript } from "../../../serve/watch/watch_script.ts";

const LICENCE = `<!-- ${"licence ".repeat(1000)}-->`;

/** Each page with a `|` where the script belongs. */
const PLACES = [
  "|",
  "|words",
  "|<p>words",
  "<!DOCTYPE html>|",
  "<!DOCTYPE html>\n|<title>x</title>",
  '<!doctype html PUBLIC "-//W3C//DTD HTML 4.01//EN">|<p>',
  "<!DOCTYPE html>\n<html>\n|<body>",
  '<!DOCTYPE html>\n<html lang="en">\n<head>|\n<meta charset="utf-8">',
  "<!DOCTYPE html><HTML><HEAD>|<TITLE>",
  '<!DOCTYPE html><html data-a="<head>" class=\'>\'><head prefix="a > b">|<title>',
  "<!DOCTYPE html><head>|<base href='https://example.com/'>",
  "<!DOCTYPE html>|<header>",
  "<!DOCTYPE html>|<htmlx>",
  "<!-- one --><!DOCTYPE html><!-- <head> --><html><head>|",
  "<!-->  <!DOCTYPE html>|<p>-->",
  "<!-- a --!> <!DOCTYPE html>|<p>-->",
  `${LICENCE}\n<!DOCTYPE html>|<p>`,
  '<?xml version="1.0"?>\n<!DOCTYPE html>|<p>',
  "\xef\xbb\xbf<!DOCTYPE html><head>|",
  "\xef\xbb\xbf|<p>",
  "<!DOCTYPE html>|<!-- never ends <head>",
  "<!DOCTYPE html>|<html lang=en'><head>",
  "<!DOCTYPE html><html>|<script>unfinished",
];

Deno.test("withScript() puts the script behind nothing but the page's beginning", () => {
  for (const page of PLACES) {
    const octets = withScript(octetsOf(page.replace("|", "")), octetsOf("|"));
    assertEquals(octets && textOf(octets, 0, octets.length), page);
  }
});

Deno.test("withScript() leaves UTF-16 alone, whose octets it would break", () => {
  for (const mark of ["\xfe\xff", "\xff\xfe"]) {
    assertEquals(withScript(octetsOf(`${mark}<\0p\0>\0`), octetsOf("|")), undefined);
  }
});

Deno.test("withScript() takes no longer for a page that is all beginning", () => {
  const startMs = performance.now();
  for (const part of ["<!--", "<!-- -->", " ", "<html ", "<!DOCTYPE ", "<html a='", "<?"]) {
    const page = octetsOf(part.repeat(100_000));
    assertEquals(withScript(page, octetsOf("|"))?.length, page.length + 1);
  }
  assertEquals(performance.now() - startMs < 5_000, true);
});

Deno.test("scriptElement() names the script and the state, as attributes have to be written", () => {
  const element = scriptElement("/x&y/.ferry/watch.js", "a1-2");
  const text = '<script src="/x&amp;y/.ferry/watch.js" data-at="a1-2" async></script>';
  assertEquals(new TextDecoder().decode(element), text);
});

Deno.test("WATCH_SCRIPT is a script that wants nothing but a browser", () => {
  assertThrows(() => new Function(WATCH_SCRIPT)(), ReferenceError, "document is not defined");
});
