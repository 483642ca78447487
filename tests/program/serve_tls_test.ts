// `ferry serve` with TLS on the executable, seen by openssl and curl, which are others' TLS.

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { type Certificate, HAS_OPENSSL, makeCertificate } from "../support/certificate.ts";
import { runFerry, runShell } from "../support/program.ts";
import { RawClient } from "../support/raw.ts";
import { hasCommand, ServeProgram } from "../support/serve_program.ts";
import { makeFolder } from "../support/server.ts";

const ignore = !HAS_OPENSSL || !hasCommand("curl") || Deno.build.os === "windows";
const GET = "GET /hello.html HTTP/1.1\r\nHost: x\r\n\r\n";

/** A folder with a page, and beside it one with a certificate and its authority. */
interface Place extends AsyncDisposable, Certificate {
  readonly site: string;
  readonly certFile: string;
  readonly keyFile: string;
}

async function makePlace(): Promise<Place> {
  const folder = makeFolder({ "site/hello.html": "hello" });
  const [certFile, keyFile] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  return {
    ...await makeCertificate(folder),
    site: join(folder, "site"),
    certFile,
    keyFile,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** What a command of sh prints. */
async function shell(script: string): Promise<string> {
  return (await runShell(script)).text.trim();
}

/** The fingerprint of a certificate in a file, or of the one that a port shows, as openssl sees it. */
async function fingerprint(of: number | string): Promise<string> {
  const pem = typeof of === "string"
    ? `cat '${of}'`
    : `openssl s_client -connect localhost:${of} </dev/null 2>/dev/null`;
  const line = await shell(`${pem} | openssl x509 -noout -fingerprint -sha256`);
  return line.slice(line.indexOf("=") + 1);
}

/** A connection whose peer was shown to be localhost by the authority. */
async function connect(port: number, authorityFile: string): Promise<RawClient> {
  const caCerts = [await Deno.readTextFile(authorityFile)];
  return RawClient.of(await Deno.connectTls({ hostname: "localhost", port, caCerts }));
}

Deno.test({
  name: "serve --tls-cert --tls-key serves HTTPS that curl trusts by its authority",
  ignore,
  fn: async () => {
    await using place = await makePlace();
    const { site, certFile, keyFile, authorityFile } = place;
    const args = [site, "--port", "0", "--tls-cert", certFile, "--tls-key", keyFile];
    await using program = await ServeProgram.start(args);
    assertMatch(program.ready, /^Ready to serve\.\.\. https:\/\/localhost:\d+\/$/);
    const url = `https://localhost:${program.port}/hello.html`;
    assertEquals(await shell(`curl -sS --cacert '${authorityFile}' ${url}`), "hello");
    // A client that offers HTTP/2 first is content with HTTP/1.1.
    const offered = `curl -sSk --http2 -o /dev/null -w '%{http_version}' ${url}`;
    assertEquals(await shell(offered), "1.1");
    await program.until(() => program.log.length === 2);
    assertEquals(await program.end(), 0);
    assertEquals(program.stderr, "");
  },
});

for (const version of ["1.2", "1.3"]) {
  Deno.test({
    name: `serve --tls-self-signed sends files of any length on one connection of TLS ${version}`,
    ignore,
    fn: async () => {
      const lengths = [1, 16_383, 16_384, 16_385, 40_000, 65_536, 65_537, 100_000, 1_000_000];
      const folder = makeFolder({});
      await using program = await ServeProgram.start([folder, "--port", "0", "--tls-self-signed"]);
      const [names, urls] = [[], []] as [string[], string[]];
      for (const length of [...lengths, ...lengths.reverse()]) {
        const name = join(folder, `${length}`);
        await Deno.writeFile(name, new Uint8Array(length).map((_, at) => length + at * 7));
        names.push(`'${name}'`);
        urls.push(`https://localhost:${program.port}/${length}`);
      }
      const curl = `curl -sSk --tlsv${version} --tls-max ${version}`;
      const sum = (command: string): Promise<string> => shell(`${command} | sha256sum`);
      assertEquals(await sum(`${curl} ${urls.join(" ")}`), await sum(`cat ${names.join(" ")}`));
      for (const [at, url] of urls.entries()) {
        const closing = `${curl} -H 'Connection: close' ${url}`;
        assertEquals(await sum(closing), await sum(`cat ${names[at]}`), url);
      }
      const both = urls.slice(3, 5).map((url) => `-o /dev/null ${url}`).join(" ");
      const connects = `${curl} -w '%{num_connects} ' ${both}`;
      assertEquals(await shell(connects), "1 0");
      assertEquals([await program.end(), program.stderr], [0, ""]);
      await Deno.remove(folder, { recursive: true });
    },
  });
}

for (const workers of ["1", "2"]) {
  Deno.test({
    name: `serve --tls-cert with --workers ${workers} reads its files again at SIGHUP`,
    ignore,
    fn: async () => {
      await using place = await makePlace();
      await using renewed = await makePlace();
      const { site, certFile, keyFile, authorityFile } = place;
      const args = [site, "--port", "0", "--workers", workers, "-q"];
      const tls = ["--tls-cert", certFile, "--tls-key", keyFile];
      await using program = await ServeProgram.start([...args, ...tls]);
      const { port } = program;
      const hangUp = async (says: string): Promise<void> => {
        const before = program.stderr.length;
        program.child.kill("SIGHUP");
        await program.until(() => program.stderr.slice(before).includes(says));
      };
      const first = await fingerprint(certFile);
      assertEquals(await fingerprint(port), first);
      using open = await connect(port, authorityFile);
      await open.send(GET);
      assertEquals((await open.response()).content, "hello");

      await Deno.writeTextFile(certFile, renewed.cert);
      await hangUp(`${keyFile} is not the key of ${certFile}`);
      assertEquals(await fingerprint(port), first);

      await Deno.writeTextFile(keyFile, renewed.key);
      await hangUp(`${certFile} was read again`);
      const second = await fingerprint(certFile);
      assert(first !== second);
      // With several workers the last to hear of it may be a moment behind.
      for (let inRow = 0; inRow < 5;) inRow = await fingerprint(port) === second ? inRow + 1 : 0;
      await open.send(GET);
      assertEquals((await open.response()).content, "hello");
      assertEquals(await program.end(), 0);
    },
  });
}

Deno.test({
  name: "serve --tls-self-signed prints the fingerprint that openssl sees",
  ignore,
  fn: async () => {
    await using place = await makePlace();
    const args = [place.site, "--port", "0", "--tls-self-signed", "--host", "localhost"];
    await using program = await ServeProgram.start(args);
    await program.until(() => program.log.length > 0);
    const [, printed] = /^Certificate SHA-256 ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})$/
      .exec(program.log[0]!) ?? [];
    assertEquals(await fingerprint(program.port), printed);
    const url = `https://localhost:${program.port}/hello.html`;
    assertEquals(await shell(`curl -sSk ${url}`), "hello");
    for (
      const [check, says] of [
        ["-checkend 31000000", "Certificate will not expire"], // in seconds: nearly a year
        ["-checkhost localhost", "Hostname localhost does match certificate"],
        ["-checkip 127.0.0.1", "IP 127.0.0.1 does match certificate"],
      ] as const
    ) {
      const shown = `openssl s_client -connect localhost:${program.port} </dev/null 2>/dev/null`;
      assertStringIncludes(await shell(`${shown} | openssl x509 -noout ${check}`), says);
    }
    assertEquals(await program.end(), 0);
    assertEquals(program.stderr, "");
  },
});

Deno.test({
  name: "serve --tls-self-signed tells who speaks HTTP without TLS, and lives on",
  ignore,
  fn: async () => {
    await using place = await makePlace();
    await using program = await ServeProgram.start([
      ...[place.site, "--port", "0", "--tls-self-signed"],
    ]);
    const at = `localhost:${program.port}/hello.html`;
    const plain = await runShell(`curl -sS -w ' %{http_code}' http://${at}`);
    assertEquals(plain.text, "This port speaks HTTPS: begin the URL with https:// 400");
    assertEquals(await shell(`curl -sSk https://${at}`), "hello");
    assertEquals(await program.end(), 0);
    assertEquals(program.stderr, "");
  },
});

Deno.test({
  name: "serve --tls-self-signed counts the handshake into --header-timeout",
  ignore,
  fn: async () => {
    await using place = await makePlace();
    const args = [place.site, "--port", "0", "--tls-self-signed", "--header-timeout", "200ms"];
    await using program = await ServeProgram.start(args);
    using silent = await RawClient.connect(program.port);
    assertEquals(await silent.rest().catch(() => "reset"), "");
    assertEquals(await program.end(), 0);
    assertEquals(program.stderr, "");
  },
});

const FAULTS: readonly [what: string, args: readonly string[], code: number, says: RegExp][] = [
  ["--tls-cert alone", ["--tls-cert", "cert.pem"], 2, /^Input error: .*add --tls-key FILE$/],
  ["--tls-key alone", ["--tls-key", "key.pem"], 2, /^Input error: .*add --tls-cert FILE$/],
  [
    "--tls-self-signed with --unix",
    ["--tls-self-signed", "--unix", "socket"],
    2,
    /^Input error: --unix listens without TLS; /,
  ],
  [
    "--tls-self-signed with --tls-cert",
    ["--tls-self-signed", "--tls-cert", "cert.pem"],
    2,
    /^Input error: /,
  ],
  [
    "--tls-cert of a file that is not there",
    ["--tls-cert", "none.pem", "--tls-key", "key.pem"],
    1,
    /^ferry: none\.pem is not there; name a PEM file with --tls-cert FILE$/,
  ],
  [
    "--tls-key of a file that holds none",
    ["--tls-cert", "cert.pem", "--tls-key", "cert.pem"],
    1,
    /^ferry: cert\.pem holds no private key in PEM; name the key's file with --tls-key FILE$/,
  ],
];
for (const [what, args, code, says] of FAULTS) {
  Deno.test({
    name: `serve ${what} ends with ${code} and one line`,
    ignore,
    fn: async () => {
      await using place = await makePlace();
      const port = args.includes("--unix") ? [] : ["--port", "0"];
      const cwd = join(place.site, "..");
      const run = await runFerry(["serve", "site", ...port, ...args], { cwd });
      assertEquals([run.code, run.text], [code, ""]);
      assertMatch(run.stderr.trimEnd(), says);
    },
  });
}
