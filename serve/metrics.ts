// Metrics: figures of what was served, and their text for Prometheus (exposition format 0.0.4).
//
// Contract: counting is a few additions; text is made when it is asked for. Figures of several
// threads add up.

import type { LogEntry } from "./access_log.ts";
import type { CacheStats } from "./forms/octet_cache.ts";

/** What was counted since the start. */
export interface Figures {
  /** Answers by the first digit of their status, from 1 to 5. */
  readonly requests: readonly number[];
  /** Octets of content. */
  readonly octets: number;
  /** Answers by duration: one figure for each of `BUCKETS_S`, and one for what took longer. */
  readonly durations: readonly number[];
  readonly durationSumMs: number;
  /** Open at present. */
  readonly connections: number;
  readonly cacheHits: number;
  readonly cacheMisses: number;
}

/** Where figures that are kept elsewhere come from. */
export interface MetricsSources {
  readonly connections: () => number;
  readonly cache: () => Pick<CacheStats, "hits" | "misses">;
}

/** The upper bounds of the histogram, in seconds: from a hot file to a long download. */
const BUCKETS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 300] as const;

/** Counts exchanges. */
export class Metrics {
  readonly #requests = [0, 0, 0, 0, 0];
  readonly #durations = new Array<number>(BUCKETS_S.length + 1).fill(0);
  #octets = 0;
  #durationSumMs = 0;

  constructor(private readonly sources: MetricsSources) {}

  /** Counts a finished exchange. */
  observe({ status, octets, durationMs }: LogEntry): void {
    this.#requests[Math.floor(status / 100) - 1]!++;
    this.#octets += octets;
    this.#durationSumMs += durationMs;
    const bucket = BUCKETS_S.findIndex((bound) => durationMs <= bound * 1000);
    this.#durations[bucket < 0 ? BUCKETS_S.length : bucket]!++;
  }

  /** The figures at present. */
  get figures(): Figures {
    const cache = this.sources.cache();
    return {
      requests: [...this.#requests],
      octets: this.#octets,
      durations: [...this.#durations],
      durationSumMs: this.#durationSumMs,
      connections: this.sources.connections(),
      cacheHits: cache.hits,
      cacheMisses: cache.misses,
    };
  }
}

/** Figures of several threads as one. @param all at least one */
export function sumFigures(all: readonly Figures[]): Figures {
  return all.reduce((sum, each) => ({
    requests: sum.requests.map((count, at) => count + each.requests[at]!),
    octets: sum.octets + each.octets,
    durations: sum.durations.map((count, at) => count + each.durations[at]!),
    durationSumMs: sum.durationSumMs + each.durationSumMs,
    connections: sum.connections + each.connections,
    cacheHits: sum.cacheHits + each.cacheHits,
    cacheMisses: sum.cacheMisses + each.cacheMisses,
  }));
}

/**
 * The text that Prometheus reads.
 *
 * @param version of ferry
 * @param startMs when the program began, milliseconds since the epoch
 */
export function renderMetrics(figures: Figures, version: string, startMs: number): string {
  const { requests, octets, connections, cacheHits, cacheMisses } = figures;
  const classes = requests.map((count, at): Sample => [`{status="${at + 1}xx"}`, count]);
  const families = [
    family("ferry_requests_total", "counter", "Answers by status class.", classes),
    family("ferry_sent_octets_total", "counter", "Octets of content sent.", [["", octets]]),
    family("ferry_connections", "gauge", "Open connections.", [["", connections]]),
    family(
      "ferry_request_duration_seconds",
      "histogram",
      "From a request's head to the last octet of its answer.",
      histogram(figures),
    ),
    family("ferry_cache_hits_total", "counter", "Lookups in memory that hit.", [["", cacheHits]]),
    family("ferry_cache_misses_total", "counter", "Lookups in memory that missed.", [[
      "",
      cacheMisses,
    ]]),
    family("ferry_build_info", "gauge", "The version of ferry.", [[`{version="${version}"}`, 1]]),
    family("process_start_time_seconds", "gauge", "When ferry began, since the epoch.", [
      ["", startMs / 1000],
    ]),
  ];
  return families.join("");
}

/** What stands behind a family's name, and the value. */
type Sample = readonly [suffix: string, value: number];

function family(name: string, type: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([suffix, value]) => `${name}${suffix} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
}

/** The buckets of a histogram count what lies below their bound: each holds those before it. */
function histogram({ durations, durationSumMs }: Figures): Sample[] {
  let count = 0;
  const buckets = durations.map((each, at): Sample => {
    count += each;
    return [`_bucket{le="${BUCKETS_S[at] ?? "+Inf"}"}`, count];
  });
  return [...buckets, ["_sum", durationSumMs / 1000], ["_count", count]];
}
