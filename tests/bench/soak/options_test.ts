import { assertEquals, assertThrows } from "@std/assert";
import { parseSoakOptions } from "../../../bench/soak/options.ts";

Deno.test("parseSoakOptions() takes 10 minutes when none are told", () => {
  assertEquals(parseSoakOptions([]), { minutes: 10, json: undefined });
});

Deno.test("parseSoakOptions() reads minutes and their fractions, and a file", () => {
  const table: [args: string[], minutes: number][] = [
    [["--minutes", "30"], 30],
    [["--minutes=0.5"], 0.5],
    [["--minutes", "0.2"], 0.2],
  ];
  for (const [args, minutes] of table) assertEquals(parseSoakOptions(args).minutes, minutes);
  assertEquals(parseSoakOptions(["--json", "x.json"]).json, "x.json");
});

Deno.test("parseSoakOptions() throws at what it does not know, and at too short a time", () => {
  const faults = ["0", "0.1", "-1", "1e3", "ten", ""].map((value) => [`--minutes=${value}`]);
  for (const args of [...faults, ["--minutes"], ["--seconds", "9"], ["10"]]) {
    assertThrows(() => parseSoakOptions(args), TypeError);
  }
});
