// Reverse proxies in front of ferry: nginx, HAProxy and Caddy, each with several lanes.
//
// Contract: a lane is a Unix socket of the front that leads to one server of ours, and to no other. Every
// request that the front means to send bears its mark in the Referer field, in the place of what the
// client sent there: a secret, the method and the target. What ferry sees without it was smuggled.
// Fronts wait for clients as long as `WAIT_MS`; disposing ends them by their process.

import { hasCommand } from "./serve_program.ts";

/** How long a front waits for the rest of a request, in milliseconds. */
export const WAIT_MS = 1_500;

/** One kind of front. */
export interface FrontKind {
  readonly name: string;
  readonly command: string;
  /** What makes it tell its version. */
  readonly versionArgs: readonly string[];
  /** Writes what it is to do into the folder, and gives the arguments to do it. */
  readonly configure: (setting: Setting) => readonly string[];
}

/** What a front is given. */
export interface Setting {
  /** For all that it keeps. */
  readonly folder: string;
  /** What a mark begins with. */
  readonly secret: string;
  /** Ports of 127.0.0.1, one for each lane. */
  readonly ports: readonly number[];
}

/** A running front. */
export interface Front extends AsyncDisposable {
  readonly connect: (lane: number) => Promise<Deno.Conn>;
}

/** nginx as it is shipped. */
const nginx: FrontKind = {
  name: "nginx",
  command: "nginx",
  versionArgs: ["-v"],
  configure: (setting) => configureNginx(setting, "", "$host"),
};

/** nginx that passes on as much as it can be told to: bodies while they come, names of all kinds. */
const laxNginx: FrontKind = {
  ...nginx,
  name: "nginx, lax",
  configure: (setting) => configureNginx(setting, LAX_NGINX, "$http_host"),
};

const LAX_NGINX = `proxy_request_buffering off; proxy_buffering off; merge_slashes off;
  ignore_invalid_headers off; underscores_in_headers on; proxy_set_header Upgrade $http_upgrade;`;

/** HAProxy as it is shipped. */
const haproxy: FrontKind = {
  name: "HAProxy",
  command: "haproxy",
  versionArgs: ["-v"],
  configure: (setting) => configureHaproxy(setting, ""),
};

/** HAProxy that lets invalid octets pass. */
const laxHaproxy: FrontKind = {
  ...haproxy,
  name: "HAProxy, lax",
  configure: (setting) => configureHaproxy(setting, "option accept-invalid-http-request"),
};

const caddy: FrontKind = {
  name: "Caddy",
  command: "caddy",
  versionArgs: ["version"],
  configure: configureCaddy,
};

/** All of them. */
export const FRONTS: readonly FrontKind[] = [nginx, laxNginx, haproxy, laxHaproxy, caddy];

/** The version of a front on this machine, as three numbers; undefined when it is not there. */
export function versionOf({ command, versionArgs }: FrontKind): string | undefined {
  if (!hasCommand(command)) return undefined;
  const { stdout, stderr } = new Deno.Command(command, { args: [...versionArgs] }).outputSync();
  const decoder = new TextDecoder();
  return /\d+\.\d+\.\d+/.exec(decoder.decode(stdout) + decoder.decode(stderr))?.[0];
}

/** Starts a front, and waits until it accepts connections. */
export async function startFront(kind: FrontKind, setting: Setting): Promise<Front> {
  const { folder } = setting;
  const args = [...kind.configure(setting)];
  const child = new Deno.Command("sh", {
    args: ["-c", 'exec "$0" "$@" 2>"$FRONT_STDERR" >/dev/null', kind.command, ...args],
    stdin: "null",
    stdout: "null",
    stderr: "null",
    env: { FRONT_STDERR: `${folder}/stderr`, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
  }).spawn();
  let hasEnded = false;
  const ended = child.status.then(() => hasEnded = true);
  const connect = (lane: number): Promise<Deno.Conn> =>
    Deno.connect({ transport: "unix", path: socketOf(folder, lane) });
  for (const lane of setting.ports.keys()) { // Caddy opens them in any order
    while (!await connect(lane).then((conn) => (conn.close(), true), () => false)) {
      if (hasEnded) throw new Error(`${kind.name}: ${Deno.readTextFileSync(`${folder}/stderr`)}`);
      await new Promise((resume) => setTimeout(resume, 10));
    }
  }
  return {
    connect,
    async [Symbol.asyncDispose](): Promise<void> {
      if (!hasEnded) child.kill("SIGKILL");
      await ended;
    },
  };
}

function socketOf(folder: string, lane: number): string {
  return `${folder}/lane-${lane}`;
}

function configureNginx(setting: Setting, more: string, host: string): readonly string[] {
  const { folder, secret, ports } = setting;
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/${name};`);
  const lanes = ports.map((port, lane) =>
    `upstream ferry${lane} { server 127.0.0.1:${port}; keepalive 4; }
    server { listen unix:${
      socketOf(folder, lane)
    }; location / { proxy_pass http://ferry${lane}; } }`
  );
  Deno.writeTextFileSync(
    `${folder}/nginx.conf`,
    `daemon off; master_process off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
    events { worker_connections 512; }
    http { access_log off; ${temporary.join(" ")}
      client_header_timeout ${WAIT_MS}ms; client_body_timeout ${WAIT_MS}ms;
      keepalive_timeout ${WAIT_MS}ms; lingering_timeout ${WAIT_MS}ms;
      map $http_upgrade $option { default upgrade; "" ""; }
      proxy_http_version 1.1; proxy_set_header Host ${host}; proxy_set_header Connection $option;
      proxy_set_header Referer "${secret} $request_method $request_uri";
      ${more}
      ${lanes.join("\n")} }`,
  );
  return ["-c", `${folder}/nginx.conf`, "-e", `${folder}/nginx.log`];
}

function configureHaproxy(setting: Setting, more: string): readonly string[] {
  const { folder, secret, ports } = setting;
  const lanes = ports.map((port, lane) =>
    `listen lane${lane}
  bind unix@${socketOf(folder, lane)}
  ${more}
  http-request set-header Referer "${secret} %[method] %[url]"
  server ferry 127.0.0.1:${port}
`
  );
  Deno.writeTextFileSync(
    `${folder}/haproxy.cfg`,
    `global
  maxconn 512
  nbthread 1
defaults
  mode http
  http-reuse always
  timeout connect 10s
  timeout server ${4 * WAIT_MS}ms
  timeout client ${WAIT_MS}ms
  timeout tunnel ${WAIT_MS}ms
  timeout http-request ${WAIT_MS}ms
  timeout http-keep-alive ${WAIT_MS}ms
${lanes.join("")}`,
  );
  return ["-db", "-f", `${folder}/haproxy.cfg`];
}

function configureCaddy({ folder, secret, ports }: Setting): readonly string[] {
  const mark = `${secret} {http.request.method} {http.request.uri}`;
  const servers = ports.map((port, lane) => [`lane${lane}`, {
    listen: [`unix/${socketOf(folder, lane)}`],
    automatic_https: { disable: true },
    read_timeout: `${WAIT_MS}ms`,
    read_header_timeout: `${WAIT_MS}ms`,
    idle_timeout: `${WAIT_MS}ms`,
    routes: [{
      handle: [{
        handler: "reverse_proxy",
        upstreams: [{ dial: `127.0.0.1:${port}` }],
        headers: { request: { set: { Referer: [mark] } } },
      }],
    }],
  }]);
  const apps = { http: { servers: Object.fromEntries(servers) } };
  const configuration = { admin: { disabled: true }, apps };
  Deno.writeTextFileSync(`${folder}/caddy.json`, JSON.stringify(configuration));
  return ["run", "--config", `${folder}/caddy.json`];
}
