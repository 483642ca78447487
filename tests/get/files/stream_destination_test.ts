// Content in streams: closed when it is whole, aborted when it never will be, and never ahead of them.

import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import { get, type Outcome } from "../../../client.ts";
import { OutputError } from "../../../get/errors.ts";
import {
  type OpenStream,
  StreamDestination,
  type StreamOptions,
} from "../../../get/files/stream_destination.ts";
import { TruncatedError } from "../../../http/wire/errors.ts";
import { startClosing } from "../../support/closing.ts";
import { answerOf } from "../../support/mirroring.ts";

const ANSWERS = {
  "/a": answerOf("aaa", "text/plain"),
  "/b": answerOf("bb", "text/plain"),
  "/cut": "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
};

/** A stream that notes what is done to it. */
class Notes {
  readonly text: string[] = [];
  reason: unknown;
  readonly stream: WritableStream<Uint8Array> = new WritableStream({
    write: (octets) => void this.text.push(new TextDecoder().decode(octets)),
    close: () => void this.text.push("closed"),
    abort: (reason) => {
      this.text.push("aborted");
      this.reason = reason;
    },
  });
}

async function fetchInto(
  urls: string | readonly string[],
  open: OpenStream,
  options: StreamOptions = {},
): Promise<Outcome[]> {
  const destination = new StreamDestination(open, options);
  return await Array.fromAsync(get(urls, { destination }));
}

Deno.test("StreamDestination opens a stream for each content, and closes it when that is whole", async () => {
  await using peer = startClosing(ANSWERS);
  const opened: [path: string, notes: Notes][] = [];
  const outcomes = await fetchInto(
    ["/a", "/absent", "/b"].map((path) => peer.url(path)),
    ({ pathname }) => {
      const notes = new Notes();
      opened.push([pathname, notes]);
      return notes.stream;
    },
  );
  assertEquals(outcomes.map(({ status, error }) => [status, error]), [
    [200, undefined],
    [404, undefined],
    [200, undefined],
  ]);
  assertEquals(opened.map(([path, { text }]) => [path, ...text]), [
    ["/a", "aaa", "closed"],
    ["/b", "bb", "closed"],
  ]);
});

Deno.test("StreamDestination aborts the stream of what will never be whole, and says why", async () => {
  await using peer = startClosing(ANSWERS);
  const notes = new Notes();
  const [outcome] = await fetchInto(peer.url("/cut"), () => notes.stream);
  assertInstanceOf(outcome?.error, TruncatedError);
  assertEquals([...notes.text, notes.reason === outcome.error], ["half", "aborted", true]);
});

Deno.test("StreamDestination leaves a stream open for more where it is told to", async () => {
  await using peer = startClosing(ANSWERS);
  const notes = new Notes();
  await fetchInto(["/a", "/cut", "/b"].map((path) => peer.url(path)), () => notes.stream, {
    preventClose: true,
  });
  assertEquals(notes.text, ["aaa", "half", "bb"]);
  assert(!notes.stream.locked);
});

Deno.test("StreamDestination makes an OutputError of whatever the stream throws", async () => {
  await using peer = startClosing(ANSWERS);
  const cause = new Error("no more room");
  const full = (): WritableStream => new WritableStream({ write: () => Promise.reject(cause) });
  const locked = new WritableStream();
  locked.getWriter();
  const table: [open: OpenStream, message: string][] = [
    [full, "Cannot write to the stream: no more room"],
    [(): Promise<never> => Promise.reject(cause), "Cannot write to the stream: no more room"],
    [(): WritableStream => locked, "Cannot write to the stream: "],
  ];
  for (const [open, message] of table) {
    const [outcome] = await fetchInto(peer.url("/a"), open);
    assertInstanceOf(outcome?.error, OutputError);
    assert(outcome.error.message.startsWith(message), outcome.error.message);
  }
});

Deno.test("StreamDestination gives pieces that stay as they are", async () => {
  await using peer = startClosing(ANSWERS);
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const fetching = fetchInto(["/a", "/b"].map((path) => peer.url(path)), () => writable, {
    preventClose: true,
  });
  const kept: Uint8Array[] = [];
  const reader = readable.getReader();
  for (let at = 0; at < 2; at++) kept.push((await reader.read()).value!);
  await fetching;
  assertEquals(kept.map((octets) => new TextDecoder().decode(octets)), ["aaa", "bb"]);
});
