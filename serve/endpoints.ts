// Endpoints: the two paths that tell of the server itself, health and metrics.
//
// Contract: what they answer is neither stored nor logged nor counted.

import type { FieldLine } from "../http/wire/encoder.ts";
import { type Figures, type Metrics, renderMetrics, sumFigures } from "./metrics.ts";
import type { Response } from "./response.ts";

/** Where they are; undefined for nowhere. */
export interface EndpointPaths {
  readonly health?: string | undefined;
  readonly metrics?: string | undefined;
}

/** What metrics are made with. */
export interface EndpointParts {
  readonly metrics: Metrics;
  /** Of ferry. */
  readonly version: string;
  /** When the program began, milliseconds since the epoch. */
  readonly startMs: number;
  /** The figures of the other threads that serve the same. */
  readonly others?: (() => Promise<readonly Figures[]>) | undefined;
}

const NO_STORE: FieldLine = ["Cache-Control", "no-store"];
const HEALTHY = new TextEncoder().encode("ok");

/** Answers for the two paths. */
export class Endpoints {
  constructor(private readonly paths: EndpointPaths, private readonly parts: EndpointParts) {}

  /** The answer to GET and HEAD, or undefined where the path is the site's. */
  answer(path: string): Response | Promise<Response> | undefined {
    if (path === this.paths.health) return planText("text/plain; charset=utf-8", HEALTHY);
    return path === this.paths.metrics ? this.#metrics() : undefined;
  }

  async #metrics(): Promise<Response> {
    const { metrics, version, startMs, others } = this.parts;
    const figures = sumFigures([metrics.figures, ...await others?.() ?? []]);
    const text = renderMetrics(figures, version, startMs);
    const type = "text/plain; version=0.0.4; charset=utf-8";
    return planText(type, new TextEncoder().encode(text));
  }
}

function planText(type: string, content: Uint8Array): Response {
  return { status: 200, fields: [["Content-Type", type], NO_STORE], content, unlogged: true };
}
