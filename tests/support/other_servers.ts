// Other people's servers that list folders: started on a free port, ended with the test.

/** A running server. Disposing ends it. */
export interface OtherServer extends AsyncDisposable {
  readonly origin: string;
}

/** Starts a server of a folder; `state` is a folder for what it keeps. */
export type StartServer = (folder: string, state: string) => Promise<OtherServer>;

/** nginx with its listings in HTML. */
export function startNginx(folder: string, state: string): Promise<OtherServer> {
  return startNginxAs("html", folder, state);
}

/** nginx with its listings in JSON. */
export function startJsonNginx(folder: string, state: string): Promise<OtherServer> {
  return startNginxAs("json", folder, state);
}

function startNginxAs(format: string, folder: string, state: string): Promise<OtherServer> {
  const port = freePort();
  const configuration = `${state}/nginx.conf`;
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${state};`);
  Deno.writeTextFileSync(
    configuration,
    `daemon off; master_process off; pid ${state}/nginx.pid; error_log ${state}/nginx.log;
    events { worker_connections 64; }
    http { access_log off; ${temporary.join(" ")}
      server { listen 127.0.0.1:${port}; root ${folder};
        autoindex on; autoindex_format ${format}; } }`,
  );
  return start("nginx", ["-c", configuration, "-e", `${state}/nginx.log`], port);
}

/** Caddy's file server. */
export function startCaddy(folder: string, state: string): Promise<OtherServer> {
  const port = freePort();
  const args = ["file-server", "--browse", "--listen", `127.0.0.1:${port}`, "--root", folder];
  return start("caddy", args, port, { XDG_DATA_HOME: state, XDG_CONFIG_HOME: state });
}

/** Python's http.server, one connection for each request. */
export function startPython(folder: string): Promise<OtherServer> {
  const port = freePort();
  const args = ["-m", "http.server", String(port), "--bind", "127.0.0.1", "--directory", folder];
  return start("python3", args, port);
}

/** Waits until it accepts connections. */
async function start(
  command: string,
  args: readonly string[],
  port: number,
  env: Readonly<Record<string, string>> = {},
): Promise<OtherServer> {
  const quiet = { stdin: "null", stdout: "null", stderr: "null" } as const;
  const child = new Deno.Command(command, { ...quiet, args: [...args], env }).spawn();
  let hasEnded = false;
  const ended = child.status.then(() => hasEnded = true);
  while (!await accepts(port)) {
    if (hasEnded) throw new Error(`${command} has ended`);
    await new Promise((resume) => setTimeout(resume, 10));
  }
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose](): Promise<void> {
      if (!hasEnded) child.kill("SIGKILL");
      await ended;
    },
  };
}

async function accepts(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false; // not yet
  }
}

/** A port that was free a moment ago. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
