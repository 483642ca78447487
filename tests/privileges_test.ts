// What ferry gives up is gone: the program with the executable's permissions, and somebody inside of it
// who tries the forbidden: amid its work, in another thread, and at its end.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { PERMISSIONS } from "../tools/compile.ts";
import { FIRST } from "./support/certificates.ts";
import { makeFolder, startServer } from "./support/server.ts";

const pathOf = (name: string): string => fromFileUrl(new URL(name, import.meta.url));
const PRELOAD = pathOf("support/trial_preload.ts");
const CONFIG = pathOf("../deno.json");
const MAIN = pathOf("../main.ts");

const FILES = {
  "page.html": "<p>page</p>",
  "cert.pem": FIRST.cert,
  "key.pem": FIRST.key,
  "no_socket": "",
  "netrc": "machine 127.0.0.1 login u password p",
};

/** Windows has no signal to ask with. */
const ignore = Deno.build.os === "windows";

/** The program, the executable's permissions, and whoever tries. Runs in a folder with FILES. */
class Tried implements AsyncDisposable {
  readonly folder = makeFolder(FILES);
  stdout = "";
  stderr = "";
  readonly ended: Promise<number>;
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<void>[];
  #hasEnded = false;

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const loading = ["--preload", PRELOAD, "--config", CONFIG, "--unstable-net"];
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--cached-only", ...PERMISSIONS, ...loading, MAIN, ...args],
      cwd: this.folder,
      env: { NETRC: "netrc", ...env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const decoded = (stream: ReadableStream<Uint8Array>): ReadableStream<string> =>
      stream.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>);
    this.#reading = [
      this.#read(decoded(this.#child.stdout), (text) => this.stdout += text),
      this.#read(decoded(this.#child.stderr), (text) => this.stderr += text),
    ];
    this.ended = this.#child.status.then(async ({ code }) => {
      await Promise.all(this.#reading);
      this.#hasEnded = true;
      return code;
    });
  }

  async #read(stream: ReadableStream<string>, take: (text: string) => void): Promise<void> {
    for await (const text of stream) take(text);
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.#hasEnded) throw new Error(JSON.stringify([this.stdout, this.stderr]));
      await new Promise((resume) => setTimeout(resume, 5));
    }
  }

  signal(name: Deno.Signal): void {
    this.#child.kill(name);
  }

  /** What was permitted then, once it was tried. */
  permitted(when: string): string | undefined {
    return new RegExp(`^trial ${when}: (.*)$`, "m").exec(this.stderr)?.[1];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#hasEnded) this.signal("SIGKILL");
    await this.ended;
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** Commands that end before their work begins, and what they may do until then. */
const STARTS: readonly [line: string, code: number, permitted: string][] = [
  ["help", 0, ""],
  ["--version", 0, ""],
  ["serve --help", 0, ""],
  ["serve nowhere", 1, "net read"],
  ["serve --unix no_socket", 1, "net read write"],
  ["serve nowhere --tls-self-signed", 1, "net read sys"],
  ["serve nowhere --qr", 1, "env net read sys"],
  ["serve nowhere --open", 1, "net read run"],
  ["get http://127.0.0.1:1/ --cacert nowhere", 77, "env net read"],
  ["get http://127.0.0.1:1/ --cacert nowhere -O", 77, "env net read write"],
];
for (const [line, code, permitted] of STARTS) {
  Deno.test({
    name: `privileges: ferry ${line} may do no more than ${permitted || "nothing"}`,
    ignore,
    fn: async () => {
      await using tried = new Tried(line.split(" "));
      assertEquals(await tried.ended, code, tried.stderr);
      assertEquals(tried.permitted("end"), permitted);
    },
  });
}

/** Servers at work. */
const SERVERS: readonly [line: string, permitted: string][] = [
  ["serve --port 0", "read"],
  ["serve --port 0 --host 127.0.0.1 --workers 2 --metrics /m", "read"],
  ["serve --unix socket", "read"],
  ["serve --port 0 --qr --host 127.0.0.1", "read"],
  ["serve --port 0 --tls-self-signed", "net read"],
  ["serve --port 0 --tls-cert cert.pem --tls-key key.pem --workers 2", "net read"],
];
for (const [line, permitted] of SERVERS) {
  Deno.test({
    name: `privileges: ferry ${line} goes on with no more than ${permitted}`,
    ignore,
    fn: async () => {
      await using tried = new Tried([...line.split(" "), "."]);
      await tried.until(() => tried.stdout.includes("Ready to serve"));
      tried.signal("SIGUSR1");
      await tried.until(() => tried.permitted("thread") !== undefined);
      await using get = new Tried(["get", ...reaching(tried)]);
      assertEquals([await get.ended, get.stdout], [0, FILES["page.html"]], get.stderr);
      const socket = line.includes("--unix");
      assertEquals(get.permitted("end"), socket ? "net read write" : "net");
      tried.signal("SIGTERM");
      assertEquals(await tried.ended, 0, tried.stderr);
      for (const when of ["main", "thread", "end"]) {
        assertEquals(tried.permitted(when), permitted, when);
      }
      assertEquals(namesIn(tried.folder), Object.keys(FILES).sort(), "the socket is removed");
    },
  });
}

Deno.test({
  name: "serve --open drops the permission to start a program with the others",
  ignore: Deno.build.os !== "linux",
  async fn(): Promise<void> {
    const tools = makeFolder({ "xdg-open": "#!/bin/sh\n" });
    Deno.chmodSync(`${tools}/xdg-open`, 0o755);
    {
      await using tried = new Tried(["serve", "--port", "0", "--open", "."], {
        PATH: `${tools}:${Deno.env.get("PATH")}`,
      });
      await tried.until(() => tried.stdout.includes("Ready to serve"));
      tried.signal("SIGUSR1");
      await tried.until(() => tried.permitted("thread") !== undefined);
      tried.signal("SIGTERM");
      assertEquals(await tried.ended, 0, tried.stderr);
      for (const when of ["main", "thread", "end"]) {
        assertEquals(tried.permitted(when), "read", when);
      }
    }
    Deno.removeSync(tools, { recursive: true });
  },
});

/** What `ferry get` fetches the page with. */
function reaching({ stdout, folder }: Tried): string[] {
  const [, socket, scheme, port] = /serve\.\.\. (?:unix:(.*)|(\w+):.*:(\d+)\/)$/m.exec(stdout) ??
    [];
  return socket === undefined
    ? [`${scheme}://127.0.0.1:${port}/page.html`, "--insecure"]
    : ["http://localhost/page.html", "--unix-socket", `${folder}/${socket}`];
}

function namesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
}

/** Downloads of the page, and what is there afterwards. */
const DOWNLOADS: readonly [line: string, permitted: string, ...made: string[]][] = [
  ["get", "net"],
  ["get -v --netrc --compressed --progress", "net"],
  ["get --cacert cert.pem --max-redirects 3 -i", "net"],
  ["get -o made", "net read write", "made"],
  ["get -O -n 4", "net read write", "page-1.html"],
  ["get --output-dir .", "net read write", "page-1.html"],
  ["get -r --output-dir made", "net read write", "made"],
];
for (const [line, permitted, ...made] of DOWNLOADS) {
  Deno.test({
    name: `privileges: ferry ${line} goes on with no more than ${permitted}`,
    ignore,
    fn: async () => {
      await using server = await startServer({ "page.html": FILES["page.html"] });
      const path = line.includes(" -r ") ? "/" : "/page.html";
      await using tried = new Tried([...line.split(" "), server.origin + path]);
      assertEquals(await tried.ended, 0, tried.stderr);
      if (made.length === 0) assertStringIncludes(tried.stdout, FILES["page.html"]);
      assertEquals(tried.permitted("end"), permitted);
      const names = namesIn(tried.folder).filter((name) => !name.startsWith("trial"));
      assertEquals(names, [...Object.keys(FILES), ...made].sort());
    },
  });
}
