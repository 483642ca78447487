import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { octetsOf, textOf } from "../../http/wire/octets.ts";
import { Connection } from "../../io/connection.ts";
import { Deadlines } from "../../io/deadlines.ts";
import { TimeoutError, TransportError } from "../../io/errors.ts";
import { FakeStream } from "../support/fake_stream.ts";
import { ManualTimer } from "../support/timer.ts";

function buffered(connection: Connection): string {
  return textOf(connection.octets, connection.from, connection.end);
}

/** Text in which each part of up to 89 characters differs from its neighbours. */
function distinct(length: number): string {
  return Array.from({ length }, (_, at) => String.fromCharCode(33 + at % 89)).join("");
}

Deno.test("Connection.fill() reads behind what is buffered when some is", async () => {
  using connection = new Connection(new FakeStream(["ab", "cd", null]), new Deadlines());
  assert(await connection.fill() && await connection.fill());
  assertEquals([buffered(connection), connection.buffered], ["abcd", 4] as unknown[]);
  connection.consume(1);
  assertEquals(await connection.fill(), false);
  assertEquals(buffered(connection), "bcd");
});

Deno.test("Connection.fill() begins anew at the front when all is consumed", async () => {
  const stream = new FakeStream(["ab", "cd"]);
  using connection = new Connection(stream, new Deadlines());
  await connection.fill();
  connection.consume(2);
  await connection.fill();
  assertEquals([buffered(connection), connection.from], ["cd", 0] as unknown[]);
  assertEquals(stream.rooms, [2048, 2048]);
});

Deno.test("Connection.fill() makes room and loses nothing when a head outgrows the buffer", async () => {
  const text = distinct(20_000);
  const stream = new FakeStream([text]);
  using connection = new Connection(stream, new Deadlines());
  while (connection.buffered < text.length) await connection.fill();
  assertEquals(buffered(connection), text);
  connection.consume(text.length);
  stream.pieces.push("x");
  await connection.fill();
  assertEquals([buffered(connection), stream.rooms.at(-1)], ["x", 2048] as unknown[]);
});

Deno.test("Connection.fill() moves the rest to the front when little of the buffer is left", async () => {
  const stream = new FakeStream([distinct(2048), "more"]);
  using connection = new Connection(stream, new Deadlines());
  await connection.fill();
  connection.consume(2000);
  await connection.fill();
  assertEquals(buffered(connection), `${distinct(2048).slice(2000)}more`);
  assertEquals([connection.octets.length, stream.rooms.at(-1)], [2048, 2000]);
});

Deno.test("Connection.read() gives what is buffered first and then what the stream has", async () => {
  using connection = new Connection(new FakeStream(["abcde", "fg", null]), new Deadlines());
  await connection.fill();
  connection.consume(1);
  const octets = new Uint8Array(3);
  const seen: (string | null)[] = [];
  for (let times = 0; times < 4; times++) {
    const count = await connection.read(octets);
    seen.push(count === null ? null : textOf(octets, 0, count));
  }
  assertEquals(seen, ["bcd", "e", "fg", null]);
});

Deno.test("Connection.write() writes all of it when the socket takes it in parts", async () => {
  const stream = new FakeStream();
  stream.takes = 3;
  using connection = new Connection(stream, new Deadlines());
  await connection.write(octetsOf("abcdefgh"), 1000);
  assertEquals(stream.written, ["abc", "def", "gh"]);
});

Deno.test("Connection.write() writes once when the socket takes all of it", async () => {
  const stream = new FakeStream();
  using connection = new Connection(stream, new Deadlines());
  await connection.write(octetsOf("abc"), 1000);
  assertEquals(stream.written, ["abc"]);
});

Deno.test("Connection.write() ends at a close when the socket has taken only a part", async () => {
  const stream = new FakeStream();
  const connection = new Connection(stream, new Deadlines());
  stream.write = (octets) => { // Deno up to 2.7 leaves a write pending whose stream is closed
    stream.written.push("abc");
    return stream.written.length === 1
      ? Promise.resolve(Math.min(3, octets.length))
      : new Promise(() => {});
  };
  const writing = connection.write(octetsOf("abcdefgh"), 1000);
  setTimeout(() => connection.close());
  const error = await assertRejects(() => writing, TransportError, "closed amid a write");
  assertEquals([error.phase, stream.written.length], ["write", 2]);
});

Deno.test("Connection.write() is over after a close when the socket tells later of a part", async () => {
  const stream = new FakeStream();
  const first = Promise.withResolvers<number>();
  let writes = 0;
  stream.write = () => {
    return writes++ === 0 ? first.promise : Promise.reject(new Deno.errors.BadResource("closed"));
  };
  const connection = new Connection(stream, new Deadlines());
  const writing = connection.write(octetsOf("ab"), 1000);
  connection.close();
  await assertRejects(() => writing, TransportError, "closed amid a write");
  first.resolve(1);
  await new Promise((resume) => setTimeout(resume)); // what nobody awaits would be thrown here
  assertEquals(writes, 1);
});

Deno.test("Connection tells when and what when the stream fails", async () => {
  const cause = new Deno.errors.ConnectionReset("reset by peer");
  const deadlines = new Deadlines();
  using reading = new Connection(new FakeStream([cause, cause]), deadlines);
  for (const read of [() => reading.fill(), () => reading.read(new Uint8Array(1))]) {
    const error = await assertRejects(read, TransportError, "reset by peer");
    assertEquals([error.phase, error.name], ["read", "TransportError"]);
    assertStrictEquals(error.cause, cause);
  }
  const broken = new FakeStream();
  broken.write = () => Promise.reject(cause);
  using writing = new Connection(broken, deadlines);
  const error = await assertRejects(() => writing.write(octetsOf("a"), 1), TransportError);
  assertEquals(error.phase, "write");
});

Deno.test("Connection closes and fails with TimeoutError when a deadline falls on a read", async () => {
  using timer = new ManualTimer();
  for (const way of ["fill", "read"] as const) {
    const stream = new FakeStream();
    using connection = new Connection(stream, new Deadlines());
    connection.allow(300, "read");
    const pending = way === "fill" ? connection.fill() : connection.read(new Uint8Array(1));
    timer.tick(3);
    assertEquals([connection.expired, stream.closed], [false, 0] as unknown[]);
    timer.tick();
    assertEquals([connection.expired, stream.closed], [true, 1] as unknown[]);
    const error = await assertRejects(() => pending, TimeoutError, "nothing to read within 300 ms");
    assertEquals([error.phase, `${error.afterMs}`], ["read", "300"]);
    assert(!timer.running);
  }
});

Deno.test("Connection fails with TimeoutError when the peer takes nothing of a write", async () => {
  using timer = new ManualTimer();
  const stream = new FakeStream();
  stream.takes = 0;
  using connection = new Connection(stream, new Deadlines());
  const pending = connection.write(octetsOf("abc"), 100);
  timer.tick(2);
  const error = await assertRejects(() => pending, TimeoutError);
  assertEquals([error.phase, `${error.afterMs}`], ["write", "100"]);
});

Deno.test("Connection.write() gives each part its own time when the peer takes little at once", async () => {
  using timer = new ManualTimer();
  const stream = new FakeStream();
  const write = stream.write.bind(stream);
  stream.takes = 1;
  stream.write = (octets) => {
    timer.tick(); // less than is allowed for one part, more than that for all
    return write(octets);
  };
  using connection = new Connection(stream, new Deadlines());
  await connection.write(octetsOf("abcdefgh"), 100);
  assertEquals([stream.written.length, stream.closed], [8, 0]);
});

Deno.test("Connection.onExpire decides what follows when a deadline falls", () => {
  using timer = new ManualTimer();
  const stream = new FakeStream();
  using connection = new Connection(stream, new Deadlines());
  let asked = 0;
  connection.onExpire = () => {
    if (++asked === 2) connection.close();
    else connection.allow(100, "write");
  };
  connection.allow(0, "read");
  timer.tick();
  assertEquals([asked, stream.closed], [1, 0]);
  timer.tick(5);
  assertEquals([asked, stream.closed], [2, 1]);
});

Deno.test("Connection.allow() sets no deadline when it is given Infinity", () => {
  using timer = new ManualTimer();
  const stream = new FakeStream();
  using connection = new Connection(stream, new Deadlines());
  connection.allow(100, "read");
  connection.allow(Infinity, "read");
  timer.tick(1000);
  assertEquals([connection.expired, stream.closed], [false, 0] as unknown[]);
});

Deno.test("Connection.close() may be called again and stops the timer", () => {
  using timer = new ManualTimer();
  const stream = new FakeStream();
  const connection = new Connection(stream, new Deadlines());
  assert(timer.running);
  connection.close();
  connection.close();
  connection[Symbol.dispose]();
  assert(!timer.running);
});

Deno.test("Connection.closeWrite() ends the sending side and forgives when the peer is gone", async () => {
  const stream = new FakeStream();
  using connection = new Connection(stream, new Deadlines());
  await connection.closeWrite();
  assertEquals([stream.halfClosed, stream.closed], [true, 0] as unknown[]);
});

Deno.test("Connection ends a read on a real socket when its deadline falls", async () => {
  using timer = new ManualTimer();
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const accepting = listener.accept();
  using _peer = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
  const stream = await accepting;
  using connection = new Connection(stream, new Deadlines());
  connection.allow(0, "read");
  const pending = connection.fill();
  timer.tick();
  await assertRejects(() => pending, TimeoutError);
});
