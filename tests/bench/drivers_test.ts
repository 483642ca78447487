import { assertEquals, assertThrows } from "@std/assert";
import { parseAb, parseCurl, parseWrk } from "../../bench/drivers.ts";

const MIB = 1024 * 1024;

function wrkReport(p99: string, more = ""): string {
  return `Running 1s test @ http://127.0.0.1:1/
  1 threads and 64 connections
  Latency Distribution
     50%    1.01ms
     99%    ${p99}
  9000 requests in 1.00s, 9.99MB read
${more}Requests/sec:   8998.12
Transfer/sec:      9.99MB
`;
}

Deno.test("parseWrk() reads the rate, and the latency in whatever unit", () => {
  const table: [p99: string, ms: number][] = [["2.50ms", 2.5], ["500.00us", 0.5], ["1.20s", 1200]];
  for (const [text, p99] of table) {
    assertEquals(parseWrk(wrkReport(text)), { rate: 8998.12, p99 });
  }
});

Deno.test("parseWrk() throws when an answer was none, or no success", () => {
  const faults = [
    "  Non-2xx or 3xx responses: 3\n",
    "  Socket errors: connect 0, read 1, write 0, timeout 0\n",
  ];
  for (const fault of faults) assertThrows(() => parseWrk(wrkReport("1.00ms", fault)));
  assertThrows(() => parseWrk("unable to connect"));
});

Deno.test("parseAb() reads the rate when no request failed", () => {
  const report = (failed: number, more = ""): string => {
    return `Failed requests:        ${failed}\n${more}Requests per second:    712.40 [#/sec] (mean)\n`;
  };
  assertEquals(parseAb(report(0)), 712.4);
  assertThrows(() => parseAb(report(1)));
  assertThrows(() => parseAb(report(0, "Non-2xx responses:      4\n")));
});

Deno.test("parseCurl() reads each fetch, and throws when one has not all octets", () => {
  assertEquals(parseCurl(`${MIB} 0.5\n${MIB} 0.25\n`, MIB), [2, 4]);
  assertThrows(() => parseCurl(`${MIB} 0.5\n${MIB - 1} 0.25\n`, MIB));
});
