import { assertEquals, assertThrows } from "@std/assert";
import { parseOptions } from "../../bench/options.ts";

Deno.test("parseOptions() makes a quick run shorter in every way", () => {
  const [full, quick] = [parseOptions([]), parseOptions(["--quick"])];
  assertEquals(quick.quick, true);
  assertEquals(
    [quick.rounds < full.rounds, quick.seconds < full.seconds, quick.otherRounds],
    [true, true, 0],
  );
});

Deno.test("parseOptions() reads what is asked for", () => {
  const args = ["--only", "1k", "--only=get", "--peers", "ferry,nginx", "--rounds", "9"];
  const options = parseOptions([...args, "--seconds=3", "--json", "x.json", "--baseline"]);
  assertEquals(options.only, ["1k", "get"]);
  assertEquals(options.peers, ["ferry", "nginx"]);
  assertEquals([options.rounds, options.seconds], [9, 3]);
  assertEquals([options.json, options.baseline], ["x.json", true]);
});

Deno.test("parseOptions() throws at what it does not know", () => {
  for (const args of [["--fast"], ["1k"], ["--rounds", "0"], ["--seconds", "1.5"], ["--only"]]) {
    assertThrows(() => parseOptions(args), TypeError);
  }
});
