import { assertEquals, assertRejects } from "@std/assert";
import { textOf } from "../../../http/wire/octets.ts";
import { SharedStream } from "../../../serve/forms/shared_stream.ts";
import type { StreamContent } from "../../../serve/response.ts";

/** A source that is pushed by hand, and what was done with it. */
class Source implements StreamContent {
  readonly kind = "stream";
  asked = 0;
  released = 0;
  #parts: string[] = [];
  #next = Promise.withResolvers<void>();
  #over: "" | "end" | "fault" = "";

  push(...parts: string[]): void {
    this.#parts.push(...parts);
    this.#next.resolve();
  }

  end(how: "end" | "fault"): void {
    this.#over = how;
    this.#next.resolve();
  }

  octets = (): AsyncIterable<Uint8Array> => {
    this.asked++;
    return this.#make();
  };

  release = (): void => {
    this.released++;
  };

  async *#make(): AsyncGenerator<Uint8Array> {
    const encoder = new TextEncoder();
    for (;;) {
      const part = this.#parts.shift();
      if (part !== undefined) yield encoder.encode(part);
      else if (this.#over === "end") return;
      else if (this.#over === "fault") throw new RangeError("no more");
      else {
        await this.#next.promise;
        this.#next = Promise.withResolvers();
      }
    }
  }
}

interface Shared {
  readonly source: Source;
  readonly stream: SharedStream;
  readonly wholes: string[];
  readonly closed: () => boolean;
}

function share(): Shared {
  const source = new Source();
  const wholes: string[] = [];
  let closed = false;
  const stream = new SharedStream(
    source,
    (octets) => wholes.push(textOf(octets, 0, octets.length)),
    () => closed = true,
  );
  return { source, stream, wholes, closed: () => closed };
}

async function read(content: StreamContent): Promise<string> {
  let text = "";
  try {
    for await (const octets of content.octets()) text += textOf(octets, 0, octets.length);
  } finally {
    content.release();
  }
  return text;
}

Deno.test("SharedStream makes its content once, for those too who come amid it", async () => {
  const { source, stream, wholes } = share();
  const early = [stream.join(), stream.join()];
  const reading = early.map(read);
  source.push("ab");
  await Promise.resolve();
  const late = read(stream.join());
  source.push("cd", "ef");
  source.end("end");
  assertEquals(await Promise.all([...reading, late]), ["abcdef", "abcdef", "abcdef"]);
  assertEquals([source.asked, source.released, wholes], [1, 1, ["abcdef"]]);
});

Deno.test("SharedStream makes nothing for who never reads", () => {
  const { source, stream, wholes, closed } = share();
  const content = stream.join();
  const other = stream.join();
  content.release();
  content.release();
  assertEquals(closed(), false, "the other is still there");
  other.release();
  assertEquals([source.asked, source.released, wholes, closed()], [0, 1, [], true]);
});

Deno.test("SharedStream goes on when one of its readers leaves", async () => {
  const { source, stream, wholes } = share();
  const staying = stream.join();
  const leaving = stream.join();
  source.push("ab");
  for await (const _ of leaving.octets()) break;
  leaving.release();
  const reading = read(staying);
  source.push("cd");
  source.end("end");
  assertEquals([await reading, wholes], ["abcd", ["abcd"]]);
});

Deno.test("SharedStream ends when the last reader leaves, and takes no half for the whole", async () => {
  const { source, stream, wholes, closed } = share();
  const content = stream.join();
  source.push("ab", "cd", "ef");
  for await (const _ of content.octets()) break;
  content.release();
  assertEquals([source.released, wholes, closed()], [1, [], true]);
});

Deno.test("SharedStream fails for all of its readers when its source does", async () => {
  const { source, stream, wholes, closed } = share();
  const contents = [stream.join(), stream.join()];
  source.push("ab");
  source.end("fault");
  for (const content of contents) await assertRejects(() => read(content), RangeError, "no more");
  assertEquals([source.released, wholes, closed()], [1, [], true]);
});
