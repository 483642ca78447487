// Types of parse-prometheus-text-format, which ships none: what the tests use of it.

/** A family of metrics. Values are kept as text. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: "COUNTER" | "GAUGE" | "HISTOGRAM" | "SUMMARY" | "UNTYPED";
  readonly metrics: readonly {
    readonly value?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly buckets?: Readonly<Record<string, string>>;
    readonly count?: string;
    readonly sum?: string;
  }[];
}

/** Parses the text format. */
export default function parsePrometheusTextFormat(text: string): Family[];
