import { assertEquals, assertNotEquals } from "@std/assert";
import { EVERYTHING } from "../../../serve/watch/change.ts";
import { Changes } from "../../../serve/watch/changes.ts";
import { EventStream } from "../../../serve/watch/event_stream.ts";
import { ManualTimer } from "../../support/timer.ts";

/** What the stream says next. */
async function next(stream: EventStream): Promise<string | undefined> {
  const part = await stream.next();
  return part && new TextDecoder().decode(part);
}

/** Opens a stream, takes its beginning, and ends it. */
async function withStream(
  use: (stream: EventStream, changes: Changes) => Promise<void>,
): Promise<void> {
  const changes = new Changes("run");
  const stream = new EventStream(changes, undefined, "/x/", () => {});
  assertEquals(await next(stream), "retry: 1000\nid: run-0\n\n");
  await use(stream, changes);
  stream.end();
}

Deno.test("Changes has an id for each state, and another one in each run", () => {
  const changes = new Changes();
  const ids = [changes.id];
  const heard: string[] = [];
  const unlisten = changes.listen((_change, id) => heard.push(id));
  for (let count = 0; count < 2; count++) {
    changes.announce(EVERYTHING);
    ids.push(changes.id);
  }
  unlisten();
  changes.announce(EVERYTHING);
  assertEquals(heard, ids.slice(1));
  assertEquals(new Set(ids).size, 3);
  assertNotEquals(new Changes().id, ids[0]);
});

Deno.test("EventStream tells of changes, of stylesheets by their paths", () =>
  withStream(async (stream, changes) => {
    changes.announce({ styles: ["a.css", "b c/d.css"] });
    const styles = '{"styles":["/x/a.css","/x/b c/d.css"]}';
    assertEquals(await next(stream), `id: run-1\ndata: ${styles}\n\n`);
    const later = next(stream);
    changes.announce(EVERYTHING);
    assertEquals(await later, "id: run-2\ndata: {}\n\n");
  }));

Deno.test("EventStream tells once of all that happened meanwhile", () =>
  withStream(async (stream, changes) => {
    changes.announce({ styles: ["a.css"] });
    changes.announce({ styles: ["b.css"] });
    assertEquals(await next(stream), 'id: run-2\ndata: {"styles":["/x/a.css","/x/b.css"]}\n\n');
    changes.announce({ styles: ["a.css"] });
    changes.announce(EVERYTHING);
    assertEquals(await next(stream), "id: run-4\ndata: {}\n\n");
  }));

Deno.test("EventStream tells a page at once that it is of another state", async () => {
  const changes = new Changes("run");
  changes.announce({ styles: ["a.css"] });
  const table: [seen: string | undefined, data: string][] = [
    ["run-1", ""],
    [undefined, ""],
    ["run-0", "data: {}\n"],
    ["run-2", "data: {}\n"],
    ["old-1", "data: {}\n"],
    ["", "data: {}\n"],
  ];
  for (const [seen, data] of table) {
    const stream = new EventStream(changes, seen, "/", () => {});
    assertEquals(await next(stream), `retry: 1000\nid: run-1\n${data}\n`, seen);
    stream.end();
  }
});

Deno.test("EventStream says something at least every 15 seconds", async () => {
  using timer = new ManualTimer();
  await withStream(async (stream, changes) => {
    assertEquals(timer.periodMs <= 15_000, true);
    const later = next(stream);
    timer.tick();
    assertEquals(await later, ":\n\n");
    timer.tick(); // together with a change it would be one too many
    changes.announce(EVERYTHING);
    assertEquals(await next(stream), "id: run-1\ndata: {}\n\n");
    const last = next(stream);
    stream.end();
    assertEquals(await last, undefined);
  });
  assertEquals(timer.running, false);
});

Deno.test("EventStream ends when it is told to, and listens no longer", async () => {
  const changes = new Changes("run");
  let ends = 0;
  const stream = new EventStream(changes, undefined, "/", () => ends++);
  await next(stream);
  const last = next(stream);
  stream.end();
  assertEquals(await last, undefined);
  changes.announce(EVERYTHING);
  assertEquals(await next(stream), undefined);
  assertEquals(ends, 1);
});
