// What the man pages say beyond the declarations of the options.
//
// Contract: data, in ASCII. The marks are those of `Marked`.

import type { ManTopic } from "../commands.ts";
import type { Marked } from "./roff.ts";

/** A term and its meaning. */
export type Entry = readonly [term: Marked, meaning: Marked];

/** A page's own words. */
export interface Contents {
  readonly description: readonly Marked[];
  readonly signals: readonly Entry[];
  readonly environment: readonly Entry[];
  readonly files: readonly Entry[];
  /** Names of pages in section 1. */
  readonly seeAlso: readonly string[];
}

const FERRY: Contents = {
  description: [
    "`ferry` is a file server and a download client in one program. `ferry serve` puts a folder " +
    "on HTTP, and `ferry get` brings files back whole: a file gets its name only when all of it has " +
    "come and was verified.",
    "Each of the two has a page of its own.",
  ],
  signals: [],
  environment: [],
  files: [],
  seeAlso: ["ferry-serve", "ferry-get", "curl", "wget"],
};

const SERVE: Contents = {
  description: [
    "`ferry serve` lets others read *PATH* over HTTP/1.1. When the port is bound, standard output " +
    "begins with the line `Ready to serve... http://localhost:6789/`, for which scripts may wait. " +
    "After it comes one line of the access log for each exchange that is over. Faults go to " +
    "standard error.",
    "Names that begin with a dot are hidden, `/.well-known/` excepted, and a symbolic link is followed " +
    "only to what lies inside *PATH*. A folder is shown by its index, or else as a listing: a page, " +
    "or JSON where the request accepts that before HTML. A single file is found at `/` and at its own " +
    "name.",
    "A value that may be left out takes its `=`: `--spa`, or `--spa=app.html`.",
  ],
  signals: [
    [
      "`SIGINT`, `SIGTERM`",
      "Accept no more, let running exchanges finish for `--grace`, and end. A second one ends at once.",
    ],
    ["`SIGHUP`", "With `--tls-cert`: read certificate and key again."],
  ],
  environment: [
    [
      "`NO_COLOR`, `TERM`",
      "There are colours on a terminal only, and none where `NO_COLOR` has any value or `TERM` is `dumb`.",
    ],
  ],
  files: [
    ["`index.html`", "The page of its folder; `--index` names another."],
    ["`404.html`", "In *PATH*: the page for what is not there."],
    [
      "*FILE*`.br`, *FILE*`.zst`, *FILE*`.gz`",
      "Sent in place of *FILE* where the client takes them, unless they are older.",
    ],
  ],
  seeAlso: ["ferry", "ferry-get", "htpasswd"],
};

const GET: Contents = {
  description: [
    "`ferry get` fetches each *URL*. Content goes to standard output, unless `-o`, `-O` or " +
    "`--output-dir` says otherwise; all that is for people goes to standard error. *HOST* *PORT* " +
    "*FILE* is another way to write one URL.",
    "A file is written under the name *FILE*`.part` and renamed when it is complete and verified: *FILE* " +
    "is never half a file, and an older one survives every failure. What fails for the moment is " +
    "tried again and goes on where it stopped, and what is left after that `-C` takes up again.",
    "When content goes to a file, the server is asked for its SHA-256 (RFC 9530), and what doesn't " +
    "agree with it is not kept. Binary content is not written to a terminal.",
  ],
  signals: [
    [
      "`SIGINT`, `SIGTERM`",
      "End. What has come stays in *FILE*`.part`, and the command that goes on with it is shown.",
    ],
  ],
  environment: [
    [
      "`http_proxy`, `https_proxy`, `all_proxy`, `no_proxy`",
      "The proxy for URLs of either kind or of both, and the hosts that are asked without one. All but " +
      "the first may be written in capitals. `--proxy` wins over them.",
    ],
    ["`NETRC`", "With `--netrc`: the file to read in place of `~/.netrc`."],
  ],
  files: [
    ["*FILE*`.part`", "What has come of *FILE* so far."],
    [
      "*FILE*`.part.ferry`",
      "Which version of *FILE* that is a part of, and which parts are there: a small text file, " +
      "removed with the part.",
    ],
    ["`~/.netrc`", "With `--netrc`: users and passwords by host. On Windows its name is `_netrc`."],
  ],
  seeAlso: ["ferry", "ferry-serve", "curl", "wget"],
};

/** By page; `ferry` for ferry(1). */
export const CONTENTS: Readonly<Record<ManTopic | "ferry", Contents>> = {
  ferry: FERRY,
  serve: SERVE,
  get: GET,
};

/** How options are set without the command line. */
export const SOURCES: readonly Marked[] = [
  "Each long option but `--help` and `--version` can also be set by an environment variable: its name " +
  "in capitals behind `FERRY_`, with `_` for each hyphen. It can be set in the file that `--config` or " +
  "`FERRY_CONFIG` names: a JSON object with the long names as keys, without their hyphens in front. " +
  "The command line wins over the environment, the environment over the file, the file over the default.",
  "In the environment, a flag is `1`, `true`, `yes` or `on`, or else `0`, `false`, `no` or `off`; an " +
  "option that may be repeated has one value a line, or several between commas, which fields can't " +
  "have. An empty variable counts as not set. In the file, a flag is `true` or `false`, a number is a " +
  "number, and an option that may be repeated can be a list.",
];

/** How values are written. */
export const VALUES: Marked =
  "A *TIME* is written `500ms`, `10s`, `2m` or `1h`; a *SIZE* `64k`, `10m` or `1g`, in powers of 1024, " +
  "or as a number of octets.";
