// Health and metrics over HTTP; the text of the figures is read by a parser of others.

import { assert, assertEquals, assertMatch } from "@std/assert";
// @ts-types="../support/prometheus.d.ts"
import parseMetrics, { type Family } from "parse-prometheus-text-format";
import { Metrics, renderMetrics, sumFigures } from "../../serve/metrics.ts";
import { ask } from "../support/ask.ts";
import { startServer } from "../support/server.ts";

const PATHS = { healthPath: "/health", metricsPath: "/metrics", version: "1.2.3" };

const SOURCES = { connections: () => 2, cache: () => ({ hits: 7, misses: 3 }) };

function metricsOf(...exchanges: [status: number, octets: number, durationMs: number][]): Metrics {
  const metrics = new Metrics(SOURCES);
  for (const [status, octets, durationMs] of exchanges) {
    metrics.observe({ timeMs: 0, remote: "", request: undefined, status, octets, durationMs });
  }
  return metrics;
}

const familyOf = (families: readonly Family[], name: string): Family["metrics"] =>
  families.find((family) => family.name === name)?.metrics ?? [];

Deno.test("health answers ok to GET and HEAD, is not stored and not logged", async () => {
  await using server = await startServer({ "health": "a file" }, PATHS);
  for (const [line, content] of [["GET /health", "ok"], ["HEAD /health?x", ""]] as const) {
    const answer = await ask(server.port, line);
    assertEquals([answer.status, answer.content], [200, content]);
    assertEquals(answer.fields.get("content-type"), "text/plain; charset=utf-8");
    assertEquals(answer.fields.get("content-length"), "2");
    assertEquals(answer.fields.get("cache-control"), "no-store");
  }
  await ask(server.port, "GET /metrics");
  assertEquals(server.log, []);
  assertEquals((await ask(server.port, "POST /health")).status, 405);
  assertEquals((await ask(server.port, "GET /health/")).status, 404);
});

Deno.test("neither path is answered when it is not asked for", async () => {
  await using server = await startServer({});
  for (const path of ["/health", "/metrics"]) {
    assertEquals((await ask(server.port, `GET ${path}`)).status, 404);
  }
});

Deno.test("metrics count what was served, in text that a Prometheus parser reads", async () => {
  await using server = await startServer({ "a.txt": "aaa" }, PATHS);
  for (const path of ["/a.txt", "/a.txt", "/absent", "/health"]) {
    await ask(server.port, `GET ${path}`);
  }
  const { fields, content } = await ask(server.port, "GET /metrics");
  assertEquals(fields.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  const families = parseMetrics(content);
  const byClass = familyOf(families, "ferry_requests_total").map(({ labels, value }) =>
    `${labels?.status} ${value}`
  );
  assertEquals(byClass, ["1xx 0", "2xx 2", "3xx 0", "4xx 1", "5xx 0"]);
  const octets = 2 * "aaa".length + "File not found".length;
  assertEquals(familyOf(families, "ferry_sent_octets_total")[0]?.value, String(octets));
  assertEquals(familyOf(families, "ferry_connections")[0]?.value, "1");
  assertEquals(familyOf(families, "ferry_request_duration_seconds")[0]?.count, "3");
  assertEquals(familyOf(families, "ferry_build_info")[0]?.labels, { version: "1.2.3" });
  const startS = Number(familyOf(families, "process_start_time_seconds")[0]?.value);
  assert(startS <= Date.now() / 1000 && startS > Date.now() / 1000 - 3600);
});

Deno.test("renderMetrics() makes a cumulative histogram with sum and count", () => {
  const { figures } = metricsOf([200, 10, 0.4], [200, 5, 0.5], [404, 0, 70], [200, 1, 400_000]);
  const families = parseMetrics(renderMetrics(figures, "1", 0));
  const [histogram] = familyOf(families, "ferry_request_duration_seconds");
  const buckets = histogram?.buckets ?? {};
  assertEquals([buckets["0.0005"], buckets["0.05"], buckets["0.1"]], ["2", "2", "3"]);
  assertEquals([buckets["300"], buckets["+Inf"], histogram?.count], ["3", "4", "4"]);
  assertEquals(Number(histogram?.sum).toFixed(6), "400.070900");
  assertEquals(familyOf(families, "ferry_cache_hits_total")[0]?.value, "7");
  assertEquals(familyOf(families, "ferry_cache_misses_total")[0]?.value, "3");
});

Deno.test("renderMetrics() keeps to what promtool checks", () => {
  const text = renderMetrics(metricsOf([200, 1, 1]).figures, "0.1.0", 1_000);
  assert(text.endsWith("\n") && !text.includes("\n\n"));
  const declared = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map((
    [, name, type],
  ) => [name, type]);
  const helped = [...text.matchAll(/^# HELP (\S+) \S.*$/gm)].map(([, name]) => name);
  assertEquals(helped, declared.map(([name]) => name), "HELP and TYPE once each, HELP first");
  assertEquals(new Set(helped).size, helped.length);
  for (const [name = "", type] of declared) {
    assertEquals(name.endsWith("_total"), type === "counter", name);
    assertMatch(name, /^[a-z_]+$/);
    assert(!/_(ms|minutes|milliseconds)\b/.test(name), name);
  }
  const samples = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  for (const sample of samples) {
    assertMatch(sample, /^[a-z_]+(\{[a-z]+="[^"\\]*"\})? [0-9.e+-]+$/);
    assert(helped.some((name) => sample.startsWith(name!)), sample);
  }
  assertEquals(new Set(samples.map((sample) => sample.split(" ")[0])).size, samples.length);
});

Deno.test("sumFigures() adds up the figures of threads", async () => {
  const [one, other] = [metricsOf([200, 10, 1]), metricsOf([200, 5, 1], [500, 1, 2])];
  const sum = sumFigures([one.figures, other.figures]);
  assertEquals(sum.requests, [0, 2, 0, 0, 1]);
  assertEquals([sum.octets, sum.durationSumMs, sum.connections], [16, 4, 4]);
  assertEquals([sum.cacheHits, sum.cacheMisses], [14, 6]);
  assertEquals(sum.durations.reduce((count, each) => count + each), 3);
  const otherFigures = (): Promise<[typeof sum]> => Promise.resolve([sum]);
  await using server = await startServer({ "a.txt": "aaa" }, { ...PATHS, otherFigures });
  await ask(server.port, "GET /a.txt");
  const { content } = await ask(server.port, "GET /metrics");
  assertMatch(content, /^ferry_requests_total\{status="2xx"\} 3$/m);
});
