// `ferry get` against bits that flip on the way and digests that are others: exit code 90, and no file.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { noise, prose } from "../support/coded.ts";
import { type FlipProxy, startFlipProxy } from "../support/flip_proxy.ts";
import { interruptGet } from "../support/interrupted.ts";
import { answering, startPeer } from "../support/peer.ts";
import { runFerry, TempFolder } from "../support/program.ts";
import { ServeProgram } from "../support/serve_program.ts";
import { octetsOf } from "../../http/wire/octets.ts";

const MIB = 1024 * 1024;
const OK = "HTTP/1.1 200 OK\r\n";
const CONTENT = "0123456789";
const notOnWindows = { ignore: Deno.build.os === "windows" };

/** A served folder with a proxy before it, and an empty folder to download into. */
interface Way extends AsyncDisposable {
  readonly proxy: FlipProxy;
  readonly served: TempFolder;
  readonly folder: TempFolder;
}

async function startWay(files: Record<string, Uint8Array>, ...args: string[]): Promise<Way> {
  await using stack = new AsyncDisposableStack();
  const served = stack.use(await TempFolder.create());
  const folder = stack.use(await TempFolder.create());
  for (const [name, octets] of Object.entries(files)) {
    await Deno.writeFile(served.file(name), octets);
  }
  const server = stack.use(await ServeProgram.start([served.path, "--port", "0", ...args]));
  const proxy = stack.use(startFlipProxy(server.port));
  const rest = stack.move();
  return { proxy, served, folder, [Symbol.asyncDispose]: () => rest.disposeAsync() };
}

/** Fails unless the two files hold the same octets. */
async function assertSameFile(found: string, expected: string): Promise<void> {
  const [one, other] = [await Deno.readFile(found), await Deno.readFile(expected)];
  assert(one.length === other.length && one.every((octet, at) => octet === other[at]), found);
}

Deno.test("get finds a flipped bit in a plain download, and in a segmented one", async () => {
  await using way = await startWay({ "x.bin": noise(8 * MIB) });
  const { proxy, folder, served } = way;
  const file = folder.file("x.bin");
  for (const more of [[], ["-n", "4"]]) {
    for (const offset of [0, 5 * MIB, 8 * MIB - 1]) {
      proxy.arm({ flipAt: offset, path: "/x.bin" });
      const run = await runFerry(["get", "-o", file, ...more, proxy.url("/x.bin")]);
      assertEquals([run.code, proxy.struck > 0], [90, true], `${more} ${offset} ${run.stderr}`);
      assert(!folder.names().includes("x.bin"));
    }
    proxy.arm(undefined);
    const whole = await runFerry(["get", "-C", "-o", file, ...more, proxy.url("/x.bin")]);
    assertEquals(whole.code, 0, whole.stderr);
    await assertSameFile(file, served.file("x.bin"));
    await Deno.remove(file);
  }
});

Deno.test(
  "get -C finds a bit that was flipped before or after it was killed",
  notOnWindows,
  async () => {
    await using way = await startWay({ "x.bin": noise(8 * MIB) });
    const { proxy, folder, served } = way;
    const file = folder.file("x.bin");
    const args = ["-o", file, proxy.url("/x.bin")];
    for (const flipFirst of [true, false]) {
      proxy.arm({ ...(flipFirst ? { flipAt: MIB } : {}), holdAt: 4 * MIB, path: "/x.bin" });
      await interruptGet(args, `${file}.part`, 3 * MIB, "SIGKILL");
      assertEquals(folder.names().includes("x.bin"), false);
      proxy.arm(flipFirst ? undefined : { flipAt: 6 * MIB, path: "/x.bin" });
      const resumed = await runFerry(["get", "-C", ...args]);
      assertEquals(resumed.code, 90, resumed.stderr);
      assertStringIncludes(proxy.heads.join(""), "\r\nRange: bytes=");
      assert(!folder.names().includes("x.bin"));
      proxy.arm(undefined);
      const whole = await runFerry(["get", "-C", ...args]);
      assertEquals(whole.code, 0, whole.stderr);
      await assertSameFile(file, served.file("x.bin"));
      await Deno.remove(file);
    }
  },
);

Deno.test("get -r finds a flipped bit in one file, and brings the others", async () => {
  const files = { "a.bin": noise(MIB), "b.bin": noise(MIB), "c.bin": noise(MIB) };
  await using way = await startWay(files);
  const { proxy, folder, served } = way;
  proxy.arm({ flipAt: 1234, path: "/b.bin" });
  const args = ["get", "-r", "--output-dir", folder.path, proxy.url("/")];
  const run = await runFerry(args);
  assertEquals([run.code, proxy.struck > 0], [90, true], run.stderr);
  assertEquals(folder.names().filter((name) => name.endsWith(".bin")), ["a.bin", "c.bin"]);
  proxy.arm(undefined);
  const again = await runFerry(args);
  assertEquals(again.code, 0, again.stderr);
  assertEquals(folder.names(), Object.keys(files));
  for (const name of Object.keys(files)) await assertSameFile(folder.file(name), served.file(name));
});

Deno.test("get --compressed finds a flipped bit in coded content", async () => {
  const text = octetsOf(prose(200_000));
  await using way = await startWay({
    "x.txt": text,
    "x.txt.br": brotliCompressSync(text),
    "x.txt.zst": zstdCompressSync(text),
    "x.txt.gz": gzipSync(text),
  });
  const { proxy, folder, served } = way;
  const file = folder.file("x.txt");
  for (const coding of ["br", "zstd", "gzip"]) {
    const field = `Accept-Encoding: ${coding}`;
    const args = ["get", "--compressed", "-H", field, "-o", file, proxy.url("/x.txt")];
    proxy.arm({ flipAt: 3000, path: "/x.txt" });
    const run = await runFerry(args);
    assert(run.code === 61 || run.code === 90, `${coding}: ${run.code} ${run.stderr}`);
    assertEquals([proxy.struck > 0, folder.names().includes("x.txt")], [true, false]);
    proxy.arm(undefined);
    const whole = await runFerry(args);
    assertEquals(whole.code, 0, whole.stderr);
    await assertSameFile(file, served.file("x.txt"));
    await Deno.remove(file);
  }
});

Deno.test("get ends with 90 when a digest is another one", async () => {
  const digest = `sha-256=:${btoa("\0".repeat(32))}:`;
  const head = `${OK}Repr-Digest: ${digest}\r\nContent-Length: ${CONTENT.length}\r\n\r\n`;
  const trailer = `${OK}Transfer-Encoding: chunked\r\nTrailer: Repr-Digest\r\n\r\n` +
    `a\r\n${CONTENT}\r\n0\r\nRepr-Digest: ${digest}\r\n\r\n`;
  const plain = `${OK}Content-Length: ${CONTENT.length}\r\n\r\n`;
  const table: [answer: string, args: string[]][] = [
    [head, []],
    [trailer, []],
    [plain, ["--sha256", "0".repeat(64)]],
  ];
  for (const [answer, args] of table) {
    const content = answer === trailer ? "" : CONTENT;
    await using peer = startPeer(answering((asked) => {
      return asked.startsWith("HEAD") ? answer : answer + content;
    }));
    await using folder = await TempFolder.create();
    await Deno.writeTextFile(folder.file("x"), "older");
    const run = await runFerry(["get", "-o", folder.file("x"), ...args, peer.url()]);
    assertEquals(run.code, 90, run.stderr);
    assertEquals(await Deno.readTextFile(folder.file("x")), "older");
    assertEquals(run.stderr.trimEnd().split("\n").length, 1, run.stderr);
  }
});
