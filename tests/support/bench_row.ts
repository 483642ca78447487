// A row of the bench that is there to be shown, and never runs.

import type { Row } from "../../bench/row.ts";

/** A row with one goal: a figure of ferry, or its ratio to a peer. */
export function benchRow(name: string, unit: Row["unit"], to?: string): Row {
  return {
    name,
    title: `the ${name}`,
    unit,
    table: "server",
    goals: [{ of: "ferry", ...(to === undefined ? {} : { to }) }],
    run: () => Promise.reject(new Error("not here")),
  };
}
