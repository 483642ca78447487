// Running the commands of a tool: to their end, with what they printed.

import { fromFileUrl } from "@std/path";

/** The project's folder, with its separator at the end. */
export const ROOT = fromFileUrl(new URL("..", import.meta.url));

/** What helps wherever Deno's runtime base, or what it is taken from, cannot be had. */
export const REMEDY = "set DENORT_BIN to the denort executable of the Deno release that compiles";

/** What ends the compilation: told in one line, without a stack. */
export class CompileError extends Error {}

/** How a command ended, and what it printed. */
export interface Finished {
  readonly success: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `command` in `cwd` to its end. Throws {@link CompileError} when there is no such command. */
export async function run(
  command: string,
  args: readonly string[],
  { cwd = ROOT, env = {} }: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<Finished> {
  try {
    const output = await new Deno.Command(command, { args: [...args], cwd, env }).output();
    const text = new TextDecoder();
    return {
      success: output.success,
      stdout: text.decode(output.stdout),
      stderr: text.decode(output.stderr),
    };
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new CompileError(`${command} is not on the PATH: install it, or ${REMEDY}`, { cause });
  }
}

/** Like {@link run}; a failure of the command is a {@link CompileError} too. */
export async function mustRun(
  command: string,
  args: readonly string[],
  cwd: string = ROOT,
): Promise<string> {
  const { success, stdout, stderr } = await run(command, args, { cwd });
  if (success) return stdout;
  throw new CompileError(`${command} ${args.join(" ")} failed\n${stderr.trimEnd()}`);
}
