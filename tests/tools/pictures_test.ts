// The screen of a recorded terminal, and the drawing that is made of it.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { draw, staysOf } from "../../tools/pictures/drawing.ts";
import { type Run, Screen } from "../../tools/pictures/screen.ts";
import type { Shot } from "../../tools/pictures/terminal.ts";

/** The lines of a screen as texts, each run with its column and its style where it has one. */
function seen(lines: readonly (readonly Run[])[]): string[] {
  return lines.map((runs) =>
    runs.map(({ column, text, style }) => `${column}:${style && `(${style})`}${text}`).join(" ")
  );
}

Deno.test("Screen shows what is written as a terminal does", () => {
  const table: [written: string, lines: string[]][] = [
    ["ab\r\ncd", ["0:ab", "0:cd"]],
    ["abc\rx", ["0:xbc"]],
    ["ab\bx", ["0:ax"]],
    ["12345678901", ["0:1234567890", "0:1"]],
    ["1\r\n2\r\n3\r\n4", ["0:2", "0:3", "0:4"]],
    ["10%\r\x1b[J20%", ["0:20%"]],
    ["a\r\nb\r\x1b[1A\x1b[Jc", ["0:c"]],
    ["abc\r\x1b[K", [""]],
    ["\x1b[1;32mok\x1b[0m no", ["0:(b c2)ok 2: no"]],
    ["\x1b[2mdim\x1b[22m\x1b[90mgrey\x1b[39m.", ["0:(d)dim 3:(c0)grey 7:."]],
    ["\x1b]0;title\x07a\x1b[?25lb\x07", ["0:ab"]],
    ["a  ", ["0:a"]],
  ];
  for (const [written, lines] of table) {
    const screen = new Screen(10, 3);
    screen.write(written);
    assertEquals(seen(screen.lines()), lines, JSON.stringify(written));
  }
});

/** A shot of plain lines. */
function shot(atMs: number, ...texts: string[]): Shot {
  return { atMs, lines: texts.map((text) => text === "" ? [] : [{ column: 0, text, style: "" }]) };
}

Deno.test("staysOf() tells from when to when a line stands, and skips what nobody could see", () => {
  const shots = [
    shot(0, "a"),
    shot(1_000, "a", "10%"),
    shot(2_000, "a", "20%"),
    shot(2_010, "a", "21%"),
    shot(3_000, "a"),
    shot(4_000, "a", "b"),
  ];
  const stays = staysOf(shots, 0, 9_000).map(({ row, runs, fromMs, toMs }) => {
    return [row, runs[0]?.text, fromMs, toMs];
  });
  assertEquals(stays, [
    [0, "a", 0, 9_000],
    [1, "10%", 1_000, 2_010],
    [1, "21%", 2_010, 3_000],
    [1, "b", 4_000, 9_000],
  ]);
});

Deno.test("draw() gives each line its time, and leaves the end to whoever wants no motion", () => {
  const recorded = { title: "t & u", size: { columns: 10, rows: 2 } };
  const shots = [shot(0, "$ <x>"), shot(1_000, "$ <x>", "10%"), shot(2_000, "$ <x>", "done")];
  const svg = draw([{ ...recorded, shots }], 0, "what it is");
  assertStringIncludes(svg, "<title>what it is</title>");
  assertStringIncludes(svg, "t &amp; u</text>");
  assertMatch(svg, /<g><text [^>]*textLength="42">\$ &lt;x&gt;<\/text><\/g>/);
  const classOf = (text: string): string =>
    new RegExp(`<g class="(\\w+)"><text [^>]*>${text}</text>`).exec(svg)?.[1] ?? "";
  const frames = (name: string): string =>
    new RegExp(`@keyframes ${name}\\{(.*?\\})\\}`).exec(svg)?.[1] ?? "";
  assertEquals(
    frames(classOf("10%")),
    "0%{visibility:hidden}14.29%{visibility:visible}28.57%{visibility:hidden}",
  );
  assertEquals(frames(classOf("done")), "0%{visibility:hidden}28.57%{visibility:visible}");
  assertStringIncludes(svg, `.${classOf("10%")}{animation:${classOf("10%")} 7.00s step-end`);
  assert(/step-end infinite;visibility:hidden}/.test(svg), "what has gone stays hidden");
  assertStringIncludes(svg, "@media(prefers-reduced-motion:reduce)");
});
