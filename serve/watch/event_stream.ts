// The event stream: what one open page is told, as text/event-stream (HTML, "Server-sent events").
//
// Contract: begins with the id of the present state, so that a page which connects again says what it
// has seen last. A page that is slow to read is told once of all that happened meanwhile. A comment goes
// out when nothing else does, so that whatever lies between sees a connection in use.

import { octetsOf } from "../../http/wire/octets.ts";
import type { LiveContent } from "../response.ts";
import { type Change, EVERYTHING, merge } from "./change.ts";
import type { Changes } from "./changes.ts";

/** Proxies cut what is silent for a minute, some for half of one. */
const HEARTBEAT_MS = 15_000;
/** After a lost connection a page tries again so often: soon enough for a server that was restarted. */
const RETRY_MS = 1_000;

const COMMENT = octetsOf(":\n\n");

/** What a page is told: the paths of stylesheets to load anew, or, without them, to load itself anew. */
interface Message {
  readonly styles?: readonly string[];
}

/** The stream of one page. */
export class EventStream implements LiveContent {
  readonly kind = "live";
  readonly #unlisten: () => void;
  readonly #heartbeat: ReturnType<typeof setInterval>;
  #begun = false;
  #ended = false;
  #beat = false;
  #due: Change | undefined;
  #wake = (): void => {};

  /**
   * @param seen the id of the state that the page has; undefined where it does not say
   * @param root the path of the site's root, decoded: `/` or `/x/`
   * @param ended called at the end
   */
  constructor(
    private readonly changes: Changes,
    seen: string | undefined,
    private readonly root: string,
    private readonly ended: () => void,
  ) {
    if (seen !== undefined && seen !== changes.id) this.#due = EVERYTHING;
    this.#unlisten = changes.listen((change) => {
      this.#due = this.#due === undefined ? change : merge(this.#due, change);
      this.#wake();
    });
    this.#heartbeat = setInterval(() => {
      this.#beat = true;
      this.#wake();
    }, HEARTBEAT_MS);
  }

  async next(): Promise<Uint8Array | undefined> {
    while (!this.#ended) {
      const part = this.#part();
      this.#beat = false;
      if (part !== undefined) return part;
      await new Promise<void>((wake) => this.#wake = wake);
    }
    return undefined;
  }

  end(): void {
    this.#ended = true;
    this.ended();
    this.#unlisten();
    clearInterval(this.#heartbeat);
    this.#wake();
  }

  #part(): Uint8Array | undefined {
    const due = this.#due;
    const isFirst = !this.#begun;
    if (due === undefined && !isFirst) return this.#beat ? COMMENT : undefined;
    this.#begun = true;
    this.#due = undefined;
    const lines = [`id: ${this.changes.id}`];
    if (isFirst) lines.unshift(`retry: ${RETRY_MS}`);
    if (due !== undefined) lines.push(`data: ${JSON.stringify(this.#message(due))}`);
    return new TextEncoder().encode(`${lines.join("\n")}\n\n`);
  }

  #message({ styles }: Change): Message {
    return styles === undefined ? {} : { styles: styles.map((way) => this.root + way) };
  }
}
