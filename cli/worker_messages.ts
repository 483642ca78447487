// What the main thread and its workers say to each other.

import type { Certificate } from "../io/tls/certificates.ts";
import type { ListenAddress } from "../io/listeners.ts";
import type { Figures } from "../serve/metrics.ts";
import type { Change } from "../serve/watch/change.ts";
import type { ServeCommand } from "./command.ts";

/** To a worker. */
export type ToWorker =
  /** Comes first, and once. */
  | { readonly kind: "serve"; readonly order: Order }
  | { readonly kind: "renew"; readonly certificate: Certificate }
  /** What have you counted? */
  | { readonly kind: "count"; readonly id: number }
  /** What the others have counted, for one who asked. */
  | { readonly kind: "others"; readonly id: number; readonly figures: readonly Figures[] }
  /** Files have changed, which pages are to hear of. */
  | { readonly kind: "changed"; readonly change: Change }
  | { readonly kind: "stop" };

/** From a worker. */
export type FromWorker =
  | { readonly kind: "ready"; readonly urls: readonly string[] }
  /** It can't serve, for the reason given in one sentence. */
  | { readonly kind: "failed"; readonly reason: string }
  /** Lines of the log, without the last line ending. */
  | { readonly kind: "lines"; readonly lines: string }
  | { readonly kind: "counted"; readonly id: number; readonly figures: Figures }
  /** What have the others counted? */
  | { readonly kind: "ask others"; readonly id: number }
  | { readonly kind: "stopped" };

/** What a worker is to serve, and as what. */
export interface Order {
  readonly command: ServeCommand;
  /** Each with its port. */
  readonly listen: readonly ListenAddress[];
  readonly certificate: Certificate | undefined;
  /** The word of this run, by which its pages know its changes. */
  readonly run: string;
  /** How many workers there are, which share what is allowed to all. */
  readonly workers: number;
}
