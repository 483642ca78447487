// One exchange on a stream that a test holds: what a socket does too rarely to be tested on one.

import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { UnansweredError } from "../../get/errors.ts";
import { exchange } from "../../get/exchange.ts";
import { DEFAULT_LIMITS } from "../../http/wire/limits.ts";
import { octetsOf, textOf } from "../../http/wire/octets.ts";
import { type ByteStream, Connection } from "../../io/connection.ts";
import { Deadlines } from "../../io/deadlines.ts";
import { TransportError } from "../../io/errors.ts";

const BOUNDS = { limits: DEFAULT_LIMITS, idleMs: 20_000 };
const REQUEST = { method: "GET", target: "/", fields: [["Host", "h"]] } as const;
const HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

/** A stream that gives these pieces and then ends, and takes so many octets a write. */
class FakeStream implements ByteStream {
  written = "";
  readonly #pieces: string[];

  constructor(pieces: readonly string[], private readonly writes: number = Infinity) {
    this.#pieces = [...pieces];
  }

  read(octets: Uint8Array): Promise<number | null> {
    const piece = this.#pieces.shift();
    if (piece === undefined) return Promise.resolve(null);
    const taken = piece.slice(0, octets.length);
    if (taken.length < piece.length) this.#pieces.unshift(piece.slice(taken.length));
    octets.set(octetsOf(taken));
    return Promise.resolve(taken.length);
  }

  write(octets: Uint8Array): Promise<number> {
    if (this.writes === 0) return Promise.reject(new Deno.errors.BrokenPipe("Broken pipe"));
    const count = Math.min(this.writes, octets.length);
    this.written += textOf(octets, 0, count);
    return Promise.resolve(count);
  }

  closeWrite(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {}
}

/** Reads the answer to its end, through a buffer of so many octets. */
async function contentOf(stream: ByteStream, bufferOctets: number): Promise<[string, boolean]> {
  using connection = new Connection(stream, new Deadlines());
  const { content } = await exchange(connection, REQUEST, BOUNDS);
  let text = "";
  const buffer = new Uint8Array(bufferOctets);
  for (let piece; (piece = await content.read(buffer)) !== undefined;) {
    assert(piece.length > 0);
    text += textOf(piece, 0, piece.length);
  }
  return [text, content.persists];
}

Deno.test("exchange() writes all of the request, however little the stream takes", async () => {
  const stream = new FakeStream([HELLO], 7);
  assertEquals(await contentOf(stream, 100), ["hello", true]);
  assertEquals(stream.written, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
});

Deno.test("exchange() tells a request that could not be sent", async () => {
  using connection = new Connection(new FakeStream([], 0), new Deadlines());
  const error = await assertRejects(() => exchange(connection, REQUEST, BOUNDS), UnansweredError);
  assertInstanceOf(error.cause, TransportError);
  assertEquals(error.cause.phase, "write");
});

Deno.test("Content.read() gives the same through any buffer, and Content.persists tells the end", async () => {
  const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const table: [pieces: string[], content: string, persists: boolean][] = [
    [[HELLO], "hello", true],
    [[HELLO, "x"], "hello", true],
    [[`${HELLO}x`], "hello", false],
    [[...HELLO], "hello", true],
    [[`${chunked}2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n`], "hello", true],
    [[`${chunked}2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\nx`], "hello", false],
    [["HTTP/1.1 200 OK\r\n\r\nhel", "lo"], "hello", false],
    [["HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"], "", false],
    [["HTTP/1.1 204 No Content\r\n\r\n"], "", true],
  ];
  for (const [pieces, content, persists] of table) {
    for (const bufferOctets of [1, 2, 3, 100]) {
      const got = await contentOf(new FakeStream(pieces), bufferOctets);
      assertEquals(got, [content, persists], `${pieces} by ${bufferOctets}`);
    }
  }
});

Deno.test("Content.discard() reads what is little, and leaves what is much", async () => {
  const table: [pieces: string[], limitOctets: number, persists: boolean][] = [
    [[HELLO], 5, true],
    [[HELLO], 4, false],
    [[HELLO.slice(0, -2)], 5, false],
    [["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n".repeat(9)], 5, false],
  ];
  for (const [pieces, limitOctets, persists] of table) {
    using connection = new Connection(new FakeStream(pieces), new Deadlines());
    const { content } = await exchange(connection, REQUEST, BOUNDS);
    await content.discard(new Uint8Array(1), limitOctets);
    assertEquals(content.persists, persists, pieces[0]);
  }
});
