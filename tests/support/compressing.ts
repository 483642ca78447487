// A server that compresses on the fly, for tests.

import { join } from "@std/path";
import { startServer, type TestServer, type TestServerOptions } from "./server.ts";

/** A server that compresses files which were there for a long time. */
export async function startCompressing(
  files: Record<string, string | Uint8Array>,
  options: TestServerOptions = {},
): Promise<TestServer> {
  const server = await startServer(files, { compress: true, ...options });
  for (const path of Object.keys(files)) {
    Deno.utimeSync(join(server.folder, path), 1_700_000_000, 1_700_000_000);
  }
  return server;
}
