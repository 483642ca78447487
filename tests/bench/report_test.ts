import { assertEquals, assertStringIncludes } from "@std/assert";
import { cpuTable, figure, figuresTable, goalsTable, ratiosTable } from "../../bench/report.ts";
import { judge, type Result, type Row } from "../../bench/row.ts";

const ROW: Row = {
  name: "1k",
  title: "1 KiB",
  unit: "requests/s",
  table: "server",
  goals: [{ of: "ferry", to: "nginx", atLeast: 1.3 }],
  run: () => Promise.reject(),
};

function results(ferry: number[], nginx: number[]): Result[] {
  return [judge(ROW, { samples: { ferry, nginx }, cpu: { ferry: [14.62] } })];
}

Deno.test("the tables hold medians, ratios and time on a core", () => {
  const [result] = [results([1, 3000, 200], [1, 1000, 100])];
  assertEquals(
    figuresTable(result),
    "| work | median | ferry | nginx |\n| --- | ---: | ---: | ---: |\n| 1 KiB | requests/s | 200 | 100 |",
  );
  assertStringIncludes(ratiosTable(result, "nginx"), "\n| 1 KiB | 2 | 1 |");
  assertStringIncludes(ratiosTable(results([2, 9, 9], [1]), "nginx"), "\n| 1 KiB | 2 | 1 |");
  assertStringIncludes(cpuTable(result), "\n| 1 KiB | 14.6 |");
});

Deno.test("a table without lines is nothing", () => {
  assertEquals(ratiosTable(results([1], [1]), "ceiling"), "");
  assertEquals(figuresTable([]), "");
});

Deno.test("goalsTable() tells what is reached, missed and not measured", () => {
  const baseline = { "1k: ferry / nginx": 2 };
  const table: [samples: [number[], number[]], cells: string][] = [
    [[[3], [1]], "| 3 | – | reached | 50 % better |"],
    [[[1, 1.2, 1.4], [1, 1, 1]], "| 1.2 | 33 % | **missed** | 40 % worse |"],
    [[[3], []], "| – | – | not measured | – |"],
  ];
  for (const [samples, cells] of table) {
    const line = goalsTable(results(...samples), baseline).split("\n").at(-1) ?? "";
    assertEquals(line, `| 1 KiB | ferry / nginx at least 1.3 ${cells}`);
  }
});

Deno.test("figure() shows three figures that mean something", () => {
  const table: [value: number, text: string][] = [
    [68921.4, "68921"],
    [99.96, "100"],
    [1.3, "1.3"],
    [0.02739, "0.0274"],
    [NaN, "–"],
  ];
  for (const [value, text] of table) assertEquals(figure(value), text);
});
