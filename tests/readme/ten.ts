// The ten commands of README.md, and a place where they can be run as they stand there.
//
// Contract: what they need is brought about by the environment, never by other words: `ferry` is on the
// PATH, servers take any free port of 127.0.0.1 (FERRY_PORT, FERRY_HOST), and `https://example.org/` is a
// `ferry serve` of this machine, found by a proxy (FERRY_PROXY) and trusted for it (FERRY_CACERT).

import { fromFileUrl } from "@std/path";
import { makeSelfSigned } from "../../io/tls/self_signed.ts";
import { FERRY, type Run, runShell, TempFolder } from "../support/program.ts";
import { TunnelProxy } from "../support/proxy.ts";
import { ServeProgram } from "../support/serve_program.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));

/** What it is for, and its lines. */
export interface Command {
  readonly title: string;
  readonly lines: readonly string[];
}

/** README.md's own text. */
export function readme(): string {
  return Deno.readTextFileSync(`${ROOT}README.md`);
}

/** The commands: blocks of a comment and lines, parted by empty lines. @throws {Error} without a section */
export function tenCommands(): readonly Command[] {
  const [, block] = /^## Ten commands\n[^#]*?```sh\n(.*?)\n```$/ms.exec(readme()) ?? [];
  if (block === undefined) throw new Error("README.md has no section of ten commands");
  return block.split("\n\n").map((part) => {
    const [title = "", ...lines] = part.split("\n");
    return { title: title.replace(/^# /, ""), lines };
  });
}

/** Whether a command runs without a fault. */
export async function canRun(script: string): Promise<boolean> {
  return (await runShell(script)).code === 0;
}

/** The place: a home, a folder to be in, and the environment. Disposing takes it away. */
export class Place implements AsyncDisposable {
  readonly env: Record<string, string> = {};
  readonly #stack = new AsyncDisposableStack();

  private constructor(private readonly home: TempFolder) {
    this.#stack.use(home);
    Deno.mkdirSync(home.file("bin"));
    Deno.symlinkSync(FERRY, home.file("bin/ferry"));
    Deno.mkdirSync(this.path());
    Object.assign(this.env, {
      HOME: home.path,
      PATH: `${home.file("bin")}:${Deno.env.get("PATH") ?? ""}`,
      FERRY_PORT: "0",
      FERRY_HOST: "127.0.0.1",
    });
  }

  /** Makes one. @param files in the folder to be in, by path */
  static async make(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<Place> {
    const place = new Place(await TempFolder.create());
    for (const [path, content] of Object.entries(files)) place.write(path, content);
    return place;
  }

  /** The path of a name in the folder to be in; of that folder without one. */
  path(name = ""): string {
    return this.home.file(`here/${name}`);
  }

  /** Writes a file, and the folders above it. */
  write(name: string, content: string | Uint8Array): void {
    writeBelow(this.path(), name, content);
  }

  /** Reads a file. */
  read(name: string): Uint8Array<ArrayBuffer> {
    return Deno.readFileSync(this.path(name));
  }

  /** Puts `https://example.org/` there, which serves these files. @returns it, and where they lie */
  async exampleOrg(
    files: Readonly<Record<string, string | Uint8Array>>,
  ): Promise<{ program: ServeProgram; folder: string }> {
    const { cert, key } = await makeSelfSigned(["example.org"]);
    const [folder, certFile, keyFile] = [this.home.file("org"), "cert.pem", "key.pem"];
    for (const [path, content] of Object.entries(files)) writeBelow(folder, path, content);
    writeBelow(this.home.path, certFile, cert);
    writeBelow(this.home.path, keyFile, key);
    const tls = ["--tls-cert", this.home.file(certFile), "--tls-key", this.home.file(keyFile)];
    const args = [folder, "--host", "127.0.0.1", "--port", "0", ...tls];
    const program = this.#stack.use(await ServeProgram.start(args));
    const proxy = this.#stack.use(new TunnelProxy({ port: program.port }));
    this.env["FERRY_PROXY"] = `http://127.0.0.1:${proxy.port}`;
    this.env["FERRY_CACERT"] = this.home.file(certFile);
    return { program, folder };
  }

  /** Runs a line to its end. */
  async run(line: string): Promise<Run> {
    return await runShell(line, { cwd: this.path(), env: this.env });
  }

  /**
   * Starts a line that serves, by bash, which becomes what it runs: signals reach it.
   *
   * @param prefix a command that runs the one behind it
   */
  async serve(line: string, prefix: readonly string[] = []): Promise<ServeProgram> {
    const words = [...prefix, "bash", "-c", line];
    return await ServeProgram.startAs(words, { cwd: this.path(), env: this.env });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

function writeBelow(folder: string, name: string, content: string | Uint8Array): void {
  const path = `${folder}/${name}`;
  Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  if (typeof content === "string") Deno.writeTextFileSync(path, content);
  else Deno.writeFileSync(path, content);
}
