// Makes the ceiling a program of its own, compiled as tools/compile.ts compiles ferry, so that both
// run on the same Deno. Where that fails, the Deno that runs the bench runs it, and that is told.

import { createHash } from "node:crypto";
import { fromFileUrl, join } from "@std/path";

const SOURCE = fromFileUrl(new URL("ceiling.ts", import.meta.url));
const FLAGS = ["--no-config", "--no-lock", "--no-prompt", "--allow-net"];
/** The name of the base that tools/compile.ts keeps, before its version. */
const BASE = "denort-";

/** How the ceiling is started, before its own arguments, and on which Deno. */
export interface CeilingProgram {
  readonly argv: readonly string[];
  readonly deno: string;
}

interface Compiler {
  readonly deno: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** A kept program, or a new one. */
export async function ceilingProgram(): Promise<CeilingProgram> {
  const folder = join(cacheFolder(), "bench");
  Deno.mkdirSync(folder, { recursive: true });
  for (const compiler of compilers()) {
    const path = join(folder, `ceiling-${compiler.deno}-${sourceDigest()}`);
    if (isThere(path) || await compile(compiler, path)) {
      return { argv: [path], deno: `Deno ${compiler.deno}, compiled as ferry is` };
    }
  }
  const deno = `Deno ${Deno.version.deno}, not compiled`;
  return { argv: [Deno.execPath(), "run", ...FLAGS, SOURCE], deno };
}

/** Those of tools/compile.ts, in its order: this Deno, then the one whose base was kept. */
function compilers(): Compiler[] {
  const own = { deno: Deno.version.deno, argv: [Deno.execPath()], env: {} };
  if (Deno.env.has("DENORT_BIN")) return [own];
  const names = [...Deno.readDirSync(cacheFolder())].map(({ name }) => name);
  const bases = names.filter((name) => /^denort-[0-9.]+$/.test(name));
  return [
    own,
    ...bases.map((name) => {
      const deno = name.slice(BASE.length);
      const env = { DENORT_BIN: join(cacheFolder(), name) };
      return { deno, argv: ["npx", "--yes", `deno@${deno}`], env };
    }),
  ];
}

async function compile({ argv, env }: Compiler, path: string): Promise<boolean> {
  const [command = "", ...first] = argv;
  const args = [...first, "compile", "--quiet", ...FLAGS, "--output", path, SOURCE];
  const { success } = await new Deno.Command(command, { args, env, stdin: "null" }).output();
  return success;
}

function cacheFolder(): string {
  const home = Deno.env.get("HOME") ?? "/tmp";
  const folder = join(Deno.env.get("XDG_CACHE_HOME") || join(home, ".cache"), "ferry");
  Deno.mkdirSync(folder, { recursive: true });
  return folder;
}

function sourceDigest(): string {
  return createHash("sha256").update(Deno.readFileSync(SOURCE)).digest("hex").slice(0, 16);
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
