// Live pages: pages that load themselves anew when files change, and what they ask for.
//
// Contract: only HTML that is served as UTF-8 gets the script, and only up to a size, since it is put
// together in memory; all else is served as it is. A page with the script is another representation than
// its file: it is of one state of the site, which its entity-tag names, and has no date. It comes in one
// form only, identity.

import { encodeSegment } from "../../http/semantics/segment.ts";
import { preferredCoding } from "../../http/semantics/codings.ts";
import type { FieldLine } from "../../http/wire/encoder.ts";
import type { Fields } from "../../http/wire/fields.ts";
import { identityOf, type Representation } from "../forms/representation.ts";
import type { OpenFile } from "../gate.ts";
import { wantsPage } from "../navigation.ts";
import type { Response } from "../response.ts";
import type { Changes } from "./changes.ts";
import { EventStream } from "./event_stream.ts";
import { scriptElement, WATCH_SCRIPT, withScript } from "./watch_script.ts";

/** Larger pages are reports that a program wrote; a browser takes a second for one. */
const MAX_PAGE_OCTETS = 8 * 1024 * 1024;

/** Where the script and the events are: below a name that is hidden, so that it is no file's. */
const FOLDER = ".ferry";

const NO_STORE: FieldLine = ["Cache-Control", "no-store"];
const utf8 = new TextEncoder();
const SCRIPT = utf8.encode(WATCH_SCRIPT);

const NOTHING_THERE = utf8.encode(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>File not found</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
</head>
<body>File not found</body>
</html>
`);

/** What live pages rest on. */
export interface LiveParts {
  /** The names that the path of everything begins with. */
  readonly prefix: readonly string[];
  readonly changes: Changes;
  /** What tells of the changes, if it is to end with the pages. */
  readonly watcher?: Disposable | undefined;
  /** Told, in one sentence, what can't be done. */
  readonly diagnose: (fault: string) => void;
}

/** The live pages of one site. */
export class LivePages implements Disposable {
  readonly #scriptPath: string;
  readonly #eventsPath: string;
  readonly #root: string;
  readonly #streams = new Set<EventStream>();
  /** Pages that were told to be too large. */
  readonly #told = new Set<string>();
  #ended = false;

  constructor(private readonly parts: LiveParts) {
    const { prefix } = parts;
    this.#root = [...prefix.map((name) => `/${name}`), "/"].join("");
    const folder = [...prefix, FOLDER].map((name) => `/${encodeSegment(name)}`).join("");
    this.#scriptPath = `${folder}/watch.js`;
    this.#eventsPath = `${folder}/events`;
  }

  /**
   * The answer to GET and HEAD for the script and the events, or undefined where the path is the site's.
   * Neither is logged.
   *
   * @param query of the target, with its question mark; empty when there is none
   */
  answer(path: string, query: string, fields: Fields): Response | undefined {
    if (path === this.#scriptPath) {
      const type: FieldLine = ["Content-Type", "text/javascript; charset=utf-8"];
      return { status: 200, fields: [type, NO_STORE], content: SCRIPT, unlogged: true };
    }
    if (path !== this.#eventsPath) return undefined;
    const type: FieldLine = ["Content-Type", "text/event-stream"];
    const unbuffered: FieldLine = ["X-Accel-Buffering", "no"]; // for nginx
    const content = this.#open(fields.get("last-event-id") ?? /^\?at=(.*)$/.exec(query)?.[1]);
    return { status: 200, fields: [type, NO_STORE, unbuffered], content, unlogged: true };
  }

  /**
   * The file as a page with the script; undefined where it is to be served as it is, because it is no
   * page, or because the request refuses identity. Takes the file over, but when it gives undefined.
   *
   * @param nowMs the present, milliseconds since the epoch
   * @throws system errors of reading
   */
  page(file: OpenFile, fields: Fields, nowMs: number): Representation | undefined {
    const identity = identityOf(file, nowMs);
    if (!/^text\/html\b/.test(identity.mediaType)) return undefined;
    if (file.size > MAX_PAGE_OCTETS) return this.#passOver(file);
    const refused = preferredCoding(fields.get("accept-encoding"), [{
      coding: undefined,
      octets: 0,
    }]);
    if (refused === undefined) return undefined;
    const octets = readWhole(file);
    const source = withScript(octets, this.#element());
    if (source === undefined) return undefined;
    file[Symbol.dispose]();
    const isWhole = octets.length === file.size;
    const tag = isWhole ? identity.validators?.entityTag.slice(0, -1) : undefined;
    const validators = tag === undefined ? undefined : {
      entityTag: `${tag}-${this.parts.changes.id}"`,
      lastModifiedMs: undefined,
    };
    return { ...identity, source, validators };
  }

  /** A page that the server made, with the script. It must be UTF-8. */
  made(page: Response): Response {
    const { content } = page;
    if (!(content instanceof Uint8Array)) return page;
    const fields = page.fields.map(([name, value]): FieldLine =>
      name === "Content-Security-Policy" ? [name, admitting(value)] : [name, value]
    );
    return { ...page, fields, content: withScript(content, this.#element()) ?? content };
  }

  /**
   * What is told in a window when nothing is there: words that go away when something is. Undefined where
   * it is not for a window.
   *
   * @param accept the value of Accept
   */
  absent(accept: string | undefined): Response | undefined {
    if (!wantsPage(accept)) return undefined;
    const type: FieldLine = ["Content-Type", "text/html; charset=utf-8"];
    const fields: FieldLine[] = [type, ["Vary", "Accept"], NO_STORE];
    return this.made({ status: 404, fields, content: NOTHING_THERE });
  }

  /** Ends what pages are listening to. May be called again. */
  [Symbol.dispose](): void {
    this.#ended = true;
    this.parts.watcher?.[Symbol.dispose]();
    for (const stream of this.#streams) stream.end();
  }

  #open(seen: string | undefined): EventStream {
    const stream = new EventStream(this.parts.changes, seen, this.#root, () => {
      this.#streams.delete(stream);
    });
    this.#streams.add(stream);
    if (this.#ended) stream.end();
    return stream;
  }

  #element(): Uint8Array {
    return scriptElement(this.#scriptPath, this.parts.changes.id);
  }

  /** Tells of it once. */
  #passOver(file: OpenFile): undefined {
    const way = file.names.join("/") || file.name;
    if (this.#told.has(way)) return;
    this.#told.add(way);
    this.parts.diagnose(`${way} has more than 8 MiB, so it does not reload when files change`);
  }
}

/** A policy that admits the script, and the connection that it opens. */
function admitting(policy: string): string {
  return `${policy.replace("script-src ", "script-src 'self' ")}; connect-src 'self'`;
}

/** All that is there, up to the size that the file was opened with: it may just be written anew. */
function readWhole(file: OpenFile): Uint8Array {
  const octets = new Uint8Array(file.size);
  file.wasRead = true;
  file.handle.seekSync(0, Deno.SeekMode.Start);
  let length = 0;
  for (;;) {
    const count = file.handle.readSync(octets.subarray(length));
    if (count === null || count === 0) return octets.subarray(0, length);
    length += count;
  }
}
