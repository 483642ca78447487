// A client process as the soak sees it: started, listened to, stopped.

import { fromFileUrl } from "@std/path";
import type { Address } from "./conversation.ts";
import { type Figures, sumOf } from "./tally.ts";

const PROGRAM = fromFileUrl(new URL("client.ts", import.meta.url));
/** Servers show a certificate that they made themselves. */
const TRUST = "--unsafely-ignore-certificate-errors=127.0.0.1";
const SECOND_MS = 1000;

/** What a client works with. */
export interface Means {
  readonly site: string;
  readonly scratch: string;
  readonly ferry: string;
  readonly runMs: number;
  /** Told of each fault that its figures name, as soon as they do. */
  readonly tell: (fault: string) => void;
}

/** A process that puts a server under load. Disposing ends it. */
export class LoadClient implements AsyncDisposable {
  /** What it has told last. */
  figures: Figures = sumOf([]);
  /** What it said when it failed; undefined when it ended well. */
  readonly ended: Promise<string | undefined>;
  readonly #child: Deno.ChildProcess;
  #hasEnded = false;

  constructor(
    { port, secure }: Address,
    { site, scratch, ferry, runMs, tell }: Means,
  ) {
    const words = [port, secure, site, scratch, ferry, runMs / SECOND_MS].map(String);
    const args = ["run", "--quiet", "--no-prompt", "--allow-all", TRUST, PROGRAM, ...words];
    const options = { stdin: "null", stdout: "piped", stderr: "piped" } as const;
    this.#child = new Deno.Command(Deno.execPath(), { args, ...options }).spawn();
    this.ended = this.#listen(tell);
  }

  async #listen(tell: (fault: string) => void): Promise<string | undefined> {
    const told = new Response(this.#child.stderr).text(); // a warning on TRUST, at the least
    let text = "";
    for await (const piece of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (text + piece).split("\n");
      text = lines.pop() ?? "";
      const last = lines.at(-1);
      if (last === undefined) continue;
      const { faults: { length: told } } = this.figures;
      this.figures = JSON.parse(last);
      for (const fault of this.figures.faults.slice(told)) tell(fault);
    }
    const { success } = await this.#child.status;
    this.#hasEnded = true;
    return success ? undefined : await told;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#hasEnded) this.#child.kill("SIGTERM");
    await this.ended;
  }
}
