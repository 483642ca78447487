// The servers: how each is started on a port of 127.0.0.1 with one folder, and found to be there.
//
// Contract: each as it is fastest for files without leaving anything out: no access log but where the
// log is the work; nginx with one worker and sendfile.

import { fromFileUrl, join } from "@std/path";
import type { CeilingProgram } from "./ceiling_program.ts";

/** What a server is to work with. */
export interface Place {
  readonly folder: string;
  /** For configuration and logs. */
  readonly state: string;
  readonly port: number;
  /** What the ceiling answers with, since it looks at nothing. */
  readonly answer: Answer;
}

/** The ceiling's answer to each read. */
export interface Answer {
  readonly octets: number;
  /** Default 1. */
  readonly copies?: number;
  /** Whether it ends the connection; default no. */
  readonly closing?: boolean;
}

/** A server that can be started. */
export interface Peer {
  readonly name: string;
  /** Tells of its version, and whether it is there. */
  readonly version: readonly string[];
  readonly argv: (place: Place) => readonly string[];
  /** Whether what it prints is kept, in a file. */
  readonly logs?: boolean;
}

/** Where bench/install puts npm's. */
const PACKAGES = join(
  Deno.env.get("XDG_CACHE_HOME") || join(Deno.env.get("HOME") ?? "/tmp", ".cache"),
  "ferry",
  "peers",
);

/** The executable that is measured. */
export const FERRY = Deno.env.get("FERRY_BIN") ??
  fromFileUrl(new URL("../dist/ferry", import.meta.url));

/** More than are opened. */
const CONNECTIONS = 20_000;

function ferry(name: string, ...options: string[]): Peer {
  return {
    name,
    version: [FERRY, "--version"],
    argv: ({ folder, port }) => {
      const address = ["--host", "127.0.0.1", "--port", String(port)];
      return [FERRY, "serve", folder, ...address, `--max-connections=${CONNECTIONS}`, ...options];
    },
  };
}

function nginxConfiguration({ folder, state, port }: Place): string {
  return `worker_processes 1; daemon off; pid ${state}/nginx.pid; error_log ${state}/nginx.error;
    worker_rlimit_nofile ${CONNECTIONS};
    events { worker_connections ${CONNECTIONS}; }
    http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
      server { listen 127.0.0.1:${port} backlog=4096; root ${folder}; } }`;
}

/** A package of npm's, installed by bench/install. */
function fromNpm(name: string, argv: (place: Place) => readonly string[]): Peer {
  const command = join(PACKAGES, "node_modules", ".bin", name);
  return { name, version: [command, "--version"], argv: (place) => [command, ...argv(place)] };
}

function ceiling({ argv, deno }: CeilingProgram): Peer {
  return {
    name: "ceiling",
    version: ["sh", "-c", `echo '${deno}'`],
    argv: ({ port, answer: { octets, copies = 1, closing = false } }) => {
      return [...argv, ...[port, octets, copies, closing ? 1 : 0].map(String)];
    },
  };
}

const NGINX: Peer = {
  name: "nginx",
  version: ["nginx", "-v"],
  argv: (place) => {
    const path = join(place.state, "nginx.conf");
    Deno.writeTextFileSync(path, nginxConfiguration(place));
    return ["nginx", "-c", path];
  },
};

const CADDY: Peer = {
  name: "caddy",
  version: ["caddy", "version"],
  argv: ({ folder, port }) => {
    return ["caddy", "file-server", "--root", folder, "--listen", `127.0.0.1:${port}`];
  },
};

const PYTHON: Peer = {
  name: "python",
  version: ["python3", "--version"],
  argv: ({ folder, port }) => {
    return ["python3", "-m", "http.server", String(port), "--bind", "127.0.0.1", "-d", folder];
  },
};

/** All of them; the ceiling on top of its program. */
export function peersWith(program: CeilingProgram): Peer[] {
  return [
    ferry("ferry", "--quiet"),
    ferry("ferry-2", "--quiet", "--workers=2"),
    { ...ferry("ferry-log", "--log-format=common"), logs: true },
    ceiling(program),
    NGINX,
    CADDY,
    fromNpm("http-server", ({ folder, port }) => {
      return [folder, "-a", "127.0.0.1", "-p", String(port), "--silent"];
    }),
    fromNpm("serve", ({ folder, port }) => {
      return ["--listen", `tcp://127.0.0.1:${port}`, "--no-request-logging", "-n", folder];
    }),
    PYTHON,
  ];
}
