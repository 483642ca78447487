// ferry on the command line: argv to a command to an exit code.
//
// Contract: the only file that reads Deno.args or exits. What a command needs is loaded with it.

import { type Command, parseCommand } from "./cli/command.ts";
import { ExitCode } from "./cli/exit_code.ts";
import { keepOnly, neededBy } from "./cli/privileges.ts";
import { processSources } from "./cli/process_sources.ts";
import { UsageError } from "./cli/usage_error.ts";

async function run(command: Command): Promise<number> {
  keepOnly(neededBy(command, "start", Deno.stdout.isTerminal()));
  switch (command.kind) {
    case "serve":
      return await (await import("./cli/serve.ts")).runServe(command);
    case "get":
      return await (await import("./cli/get.ts")).runGet(command);
    case "help":
      (command.exitCode === ExitCode.Ok ? console.log : console.error)(command.text.trimEnd());
      return command.exitCode;
    case "version":
      console.log(command.text.trimEnd());
      return ExitCode.Ok;
    case "completions": {
      const { completionScript } = await import("./cli/completions/script.ts");
      console.log(completionScript(command.shell).trimEnd());
      return ExitCode.Ok;
    }
    case "man":
      console.log((await import("./cli/man/page.ts")).manPage(command.topic).trimEnd());
      return ExitCode.Ok;
  }
}

async function main(argv: readonly string[]): Promise<number> {
  try {
    return await run(parseCommand(argv, processSources));
  } catch (fault) {
    if (!(fault instanceof UsageError)) throw fault;
    console.error(`Input error: ${fault.message}`);
    return ExitCode.Usage;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
