// `ferry serve --watch` on the executable, as the pages that it tells hear of it.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { HAS_OPENSSL, makeCertificate } from "../support/certificate.ts";
import { until } from "../support/leaks.ts";
import { FERRY } from "../support/program.ts";
import { RawClient } from "../support/raw.ts";
import { ServeProgram, withServe } from "../support/serve_program.ts";
import { makeFolder } from "../support/server.ts";

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

/** Listens on a new connection; the id of the state that it is told. */
async function listen(client: RawClient, folder = "/.ferry/"): Promise<string> {
  await client.send(get(`${folder}events`));
  const head = await client.until("\n\n\r\n");
  return /\nid: (\S+)\n/.exec(head)?.[1] ?? head;
}

/** What is told next. */
async function next(client: RawClient): Promise<string> {
  return await client.until("\n\n\r\n");
}

Deno.test("serve --watch tells pages of edits, and is not held up by them at its end", () =>
  withServe(["--watch", "--grace", "10m"], async ({ program, folder }) => {
    using client = await RawClient.connect(program.port);
    const id = await listen(client);
    using page = await RawClient.connect(program.port);
    await page.send(get("/hello.html"));
    const { content } = await page.response();
    const script = `<script src="/.ferry/watch.js" data-at="${id}" async></script>`;
    assertEquals(content, `${script}<p>hello</p>`);
    Deno.writeTextFileSync(join(folder, "plain", "a.css"), "p {}");
    assertMatch(await next(client), /-1\ndata: \{"styles":\["\/plain\/a\.css"\]\}\n/);
    Deno.writeTextFileSync(join(folder, "hello.html"), "new");
    assertMatch(await next(client), /-2\ndata: \{\}\n/);
    const startMs = performance.now();
    assertEquals(await program.end(), 0);
    assert(performance.now() - startMs < 60_000, "it was held up");
    assertEquals(await client.rest(), "0\r\n\r\n");
    assertEquals([program.log.length, program.stderr], [1, ""]);
  }));

Deno.test({
  name: "serve --watch with --workers tells the pages of all threads the same",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withServe(["--watch", "--workers", "3"], async ({ program, folder }) => {
      const clients = await Promise.all(
        Array.from({ length: 12 }, () => RawClient.connect(program.port)),
      );
      const ids = await Promise.all(clients.map((client) => listen(client)));
      assertEquals(new Set(ids).size, 1);
      for (const count of [1, 2]) {
        Deno.writeTextFileSync(join(folder, "main.htm"), `${count}`);
        const told = await Promise.all(clients.map(next));
        const id = ids[0]!.replace(/0$/, `${count}`);
        for (const each of told) assertMatch(each, new RegExp(`id: ${id}\ndata: {}\n`));
      }
      assertEquals([await program.end(), program.stderr], [0, ""]);
      for (const client of clients) client[Symbol.dispose]();
    }),
});

Deno.test({
  name: "serve --watch tells pages on a Unix socket",
  ignore: Deno.build.os === "windows",
  async fn(): Promise<void> {
    const folder = makeFolder({ "a.html": "a" });
    const path = join(folder, ".socket");
    await using _program = await ServeProgram.start([folder, "--watch", "--unix", path]);
    using client = RawClient.of(await Deno.connect({ transport: "unix", path }));
    await listen(client);
    Deno.removeSync(join(folder, "a.html"));
    assertMatch(await next(client), /data: \{\}\n/);
    Deno.removeSync(folder, { recursive: true });
  },
});

Deno.test({
  name:
    "serve --watch with --tls-cert, --tls-key and --path-prefix tells pages below it over HTTPS",
  ignore: !HAS_OPENSSL,
  async fn(): Promise<void> {
    const folder = makeFolder({ "site/a.html": "a" });
    const { authorityFile } = await makeCertificate(folder);
    const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
    const [site, tls] = [join(folder, "site"), ["--tls-cert", cert, "--tls-key", key]];
    const args = [site, "--watch", "--port", "0", "--path-prefix", "/x", ...tls];
    await using program = await ServeProgram.start(args);
    const caCerts = [Deno.readTextFileSync(authorityFile)];
    const hostname = "localhost";
    using client = RawClient.of(await Deno.connectTls({ hostname, port: program.port, caCerts }));
    await listen(client, "/x/.ferry/");
    Deno.writeTextFileSync(join(site, "a.css"), "");
    assertMatch(await next(client), /data: \{"styles":\["\/x\/a\.css"\]\}\n/);
    assertEquals(await program.end(), 0);
    Deno.removeSync(folder, { recursive: true });
  },
});

Deno.test("serve --watch watches a single file, and a folder that is made anew", async () => {
  const folder = makeFolder({ "site/a.html": "<p>a" });
  const site = join(folder, "site");
  for (const path of [join(site, "a.html"), site]) {
    await using program = await ServeProgram.start([path, "--watch", "--port", "0"]);
    using client = await RawClient.connect(program.port);
    await listen(client);
    for (const text of ["<p>b", "<p>c"]) {
      Deno.removeSync(site, { recursive: true });
      await next(client);
      Deno.mkdirSync(site);
      Deno.writeTextFileSync(join(site, "a.html"), text);
      await next(client);
      using page = await RawClient.connect(program.port);
      await page.send(get("/a.html"));
      assert((await page.response()).content.endsWith(text));
    }
    assertEquals(program.stderr, "");
  }
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("serve --watch takes no log that it writes into the folder for a change", async () => {
  const folder = makeFolder({ "a.html": "a", "access.txt": "" });
  const log = join(folder, "access.txt");
  const command = 'exec "$0" "$@" > access.txt';
  const args = [
    "-c",
    command,
    FERRY,
    "serve",
    ".",
    "--watch",
    "--port",
    "0",
    "--host",
    "127.0.0.1",
  ];
  const child = new Deno.Command("sh", { args, cwd: folder, stderr: "null" }).spawn();
  const written = (): string => Deno.readTextFileSync(log);
  await until(() => written().includes("\n"), () => "not ready");
  using client = await RawClient.connect(Number(/:(\d+)\//.exec(written())?.[1]));
  await listen(client);
  using page = await RawClient.connect((client.conn.remoteAddr as Deno.NetAddr).port);
  for (let lines = 2; lines < 5; lines++) {
    await page.send(get("/a.html"));
    await page.response();
    await until(() => written().split("\n").length > lines, () => "no line");
  }
  Deno.writeTextFileSync(join(folder, "a.css"), "");
  assertMatch(await next(client), /-1\ndata: \{"styles":\["\/a\.css"\]\}\n/);
  child.kill("SIGTERM");
  await child.status;
  Deno.removeSync(folder, { recursive: true });
});

/** A shell in which inotify has so many watches, if this machine lets one have its own. */
const FEW = ["-Ur", "sh", "-c", 'echo 3 > /proc/sys/user/max_inotify_watches && exec "$0" "$@"'];

function canLimit(): boolean {
  try {
    return new Deno.Command("unshare", { args: [...FEW, "true"] }).outputSync().success;
  } catch {
    return false; // there is no unshare
  }
}

Deno.test({
  name: "serve --watch goes on where the system has too few watches, and says what to do",
  ignore: !canLimit(),
  async fn(): Promise<void> {
    const files = Array.from({ length: 8 }, (_, at) => [`folder-${at}/a.txt`, ""]);
    const folder = makeFolder(Object.fromEntries(files));
    const args = [...FEW, FERRY, "serve", folder, "--watch", "--port", "0", "--quiet"];
    const pipes = { stdin: "null", stdout: "piped", stderr: "piped" } as const;
    const child = new Deno.Command("unshare", { args, ...pipes }).spawn();
    const reader = child.stdout.getReader();
    const ready = new TextDecoder().decode((await reader.read()).value);
    using client = await RawClient.connect(Number(/:(\d+)\//.exec(ready)?.[1]));
    await listen(client);
    Deno.writeTextFileSync(join(folder, "new.css"), ""); // in the folder that is watched first
    await next(client);
    child.kill("SIGTERM");
    await reader.cancel();
    const stderr = await new Response(child.stderr).text();
    assertMatch(
      stderr,
      /^ferry: only [1-3] of 9 folders can be watched for changes; .* sysctl \S* ?fs\.inotify\.max_user_watches=\d+\n$/,
    );
    assertEquals((await child.status).code, 0);
    Deno.removeSync(folder, { recursive: true });
  },
});
