// Settings: what is served, where and within what bounds. Data, made once and passed down.
//
// Contract: the one place for what holds unless told otherwise. Options are what a caller may say;
// settings are what has been said, with nothing left open.

import { fromFileUrl, resolve } from "@std/path";
import { checkFields, type FieldLine } from "../http/wire/encoder.ts";
import { DEFAULT_LIMITS, type Limits } from "../http/wire/limits.ts";
import { bound, settle } from "../io/defaults.ts";
import { escapeControls } from "../io/escape.ts";
import type { ListenAddress } from "../io/listeners.ts";
import type { Certificate } from "../io/tls/certificates.ts";
import { VERSION } from "../io/version.ts";
import type { LogEntry } from "./access_log.ts";
import type { Tree } from "./gates/memory_gate.ts";
import type { ServiceOptions } from "./services.ts";
import type { SiteSettings } from "./site.ts";

/** What is served, and how it is laid out. */
export interface SiteOptions {
  /** A folder, or one file: a path or a `file:` URL; or a folder in memory. */
  readonly root: string | URL | Tree;
  /** What is shown in the place of the folder as long as that is empty; default nothing. */
  readonly standIn?: Tree | undefined;
  /** The name of a folder's page; default `index.html`. */
  readonly index?: string | undefined;
  /** Whether a folder without that page shows what it holds; default yes. */
  readonly listing?: boolean | undefined;
  /** Whether names that begin with a dot are served; default no. `/.well-known/` always is (RFC 8615). */
  readonly hidden?: boolean | undefined;
  /** Which links are served: only those whose target lies inside (the default), none, or all. */
  readonly symlinks?: "inside" | "none" | "follow" | undefined;
  /** The names that the path of everything begins with: `["docs"]` for `/docs`; default none. */
  readonly prefix?: readonly string[] | undefined;
  /**
   * The way to the page of a single-page app, `["index.html"]` for instance, which answers what is not
   * there when a page is asked for; default none.
   */
  readonly spa?: readonly string[] | undefined;
  /** Whether `about.html` is found at `/about` too; default no. */
  readonly cleanUrls?: boolean | undefined;
  /** Whether a folder is given as an archive when that is asked for; default no. */
  readonly archive?: boolean | undefined;
}

/** How long a peer may take, in milliseconds. */
export interface ServeTimeouts {
  /** For the head of a request; default 10 s. */
  readonly headMs: number;
  /** For the next request to begin; default 60 s. */
  readonly idleMs: number;
  /** For a response, or request content, to make any progress; never a total; default 30 s. */
  readonly stallMs: number;
  /** For the peer to close after the last response; default 2 s. */
  readonly lingerMs: number;
}

/** What is served, where and within what bounds: everything but the site's root may be left out. */
export interface ServeOptions extends ServiceOptions {
  /** What is served. */
  readonly site: SiteOptions;
  /** At least one address; default any free port of 127.0.0.1, which no other machine can reach. */
  readonly listen?: readonly ListenAddress[] | undefined;
  /** Whether other servers share these addresses, each of which names its port; default no. */
  readonly shared?: boolean | undefined;
  /** What makes it HTTPS. */
  readonly certificate?: Certificate | undefined;
  /** What of a request is read at all; each has its default. */
  readonly limits?: Partial<Limits> | undefined;
  /** What a peer is waited for; each has its default. */
  readonly timeouts?: Partial<ServeTimeouts> | undefined;
  /** Connections at once, from 1; beyond it the answer is 503; default 10,000. */
  readonly maxConnections?: number | undefined;
  /** How long running exchanges may take to finish at the stop, in milliseconds; default 10 s. */
  readonly graceMs?: number | undefined;
  /** The value of Cache-Control for files; default `no-cache`. */
  readonly cacheControl?: string | undefined;
  /** Whether `x.br`, `x.zst` and `x.gz` beside `x` are negotiated; default yes. */
  readonly precompressed?: boolean | undefined;
  /** Whether what is worth it is compressed on the fly; default no. */
  readonly compress?: boolean | undefined;
  /** Memory for hot responses and compressed variants, in octets; 0 for none; default 64 MiB. */
  readonly cacheOctets?: number | undefined;
  /** Fields for every response, in the place of any others of their names; default none. */
  readonly fields?: readonly FieldLine[] | undefined;
  /** Takes an entry for each finished exchange; default nobody. `logFormatter` makes a line of it. */
  readonly log?: ((entry: LogEntry) => void) | undefined;
  /** Told, in one sentence, what the machine could not do; default stderr. */
  readonly diagnose?: ((fault: string) => void) | undefined;
}

/** What of the options is never left open. */
type Complete = Required<Omit<ServeOptions, keyof ServiceOptions | "site" | "certificate" | "log">>;

/** What holds for a site unless told otherwise. */
const SITE_DEFAULTS = {
  index: "index.html",
  listing: true,
  hidden: false,
  symlinks: "inside",
  prefix: [],
  cleanUrls: false,
  archive: false,
} as const satisfies Partial<SiteOptions>;

/** What a peer is waited for. */
const TIMEOUTS: ServeTimeouts = {
  headMs: 10_000,
  idleMs: 60_000,
  stallMs: 30_000,
  lingerMs: 2_000, // as Apache does
};

/** What holds for a server unless told otherwise. */
const DEFAULTS = {
  listen: [{ transport: "tcp", hostname: "127.0.0.1", port: 0 }],
  shared: false,
  limits: DEFAULT_LIMITS,
  timeouts: TIMEOUTS,
  maxConnections: 10_000,
  graceMs: 10_000,
  cacheControl: "no-cache",
  precompressed: true,
  compress: false,
  cacheOctets: 64 * 1024 * 1024,
  fields: [],
  watch: false,
  version: VERSION,
  diagnose,
} as const satisfies Complete & ServiceOptions;

/** Fields that follow from the message and the connection. */
const DERIVED =
  /^(connection|content-length|content-range|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$/i;

/** The options with nothing left open, but for what is off when left out. */
export type ServeSettings =
  & Omit<ServeOptions, "site" | keyof typeof DEFAULTS>
  & { readonly site: SiteSettings; readonly limits: Limits; readonly timeouts: ServeTimeouts }
  & { readonly [Name in Exclude<keyof typeof DEFAULTS, "limits" | "timeouts">]: Told<Name> };

type Told<Name extends keyof ServeOptions> = Exclude<ServeOptions[Name], undefined>;

/**
 * Completes the options; a relative path begins at the current folder.
 *
 * @throws {RangeError} for what can't be meant: a bound that is no number, a field that is none, a
 *   name that no path has
 */
export function serveSettings(options: ServeOptions): ServeSettings {
  const { root, ...layout } = options.site;
  const settings = {
    ...settle(options, DEFAULTS),
    site: { ...settle(layout, SITE_DEFAULTS), root: rootOf(root) },
    limits: settle(options.limits, DEFAULT_LIMITS),
    timeouts: settle(options.timeouts, TIMEOUTS),
  };
  bound("maxConnections", settings.maxConnections, 1);
  bound("octetsPerSecond", settings.octetsPerSecond ?? 1, 1);
  checkFields([...settings.fields, ["Cache-Control", settings.cacheControl]], DERIVED);
  for (const name of [...settings.site.prefix ?? [], ...settings.site.spa ?? []]) checkName(name);
  return settings;
}

function rootOf(root: SiteOptions["root"]): string | Tree {
  if (typeof root !== "string" && !(root instanceof URL)) return root;
  return resolve(root instanceof URL ? fromFileUrl(root) : root);
}

function checkName(name: string): void {
  if (name !== "" && !/[/\\\0]/.test(name)) return;
  throw new RangeError(
    `${JSON.stringify(name)} is no name within a path; write ["x", "y"] for /x/y`,
  );
}

/** Tells on stderr, in one sentence, what the machine could not do. */
export function diagnose(fault: string): void {
  console.error(`ferry: ${escapeControls(fault, { keepLines: true })}`);
}
