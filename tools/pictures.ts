// Makes the pictures of README.md anew, from what a real ferry shows: `deno task pictures`.
//
// Contract: into pictures/ go the listing in both colour schemes (WebP, by Debian's Chromium) and a
// recording of both ends on terminals (SVG). ferry is dist/ferry, or what FERRY_BIN names. Wants root on
// Linux. Names, sizes and addresses are the same each time; the recording's times are those of the day.

import { join } from "@std/path";
import { FERRY, TempFolder } from "../tests/support/program.ts";
import { ServeProgram } from "../tests/support/serve_program.ts";
import { ROOT } from "./command.ts";
import { draw, type Recorded } from "./pictures/drawing.ts";
import { makeShownFolder } from "./pictures/folder.ts";
import { takePictures } from "./pictures/listing.ts";
import { HOME, Stage } from "./pictures/stage.ts";
import { pause, Terminal } from "./pictures/terminal.ts";

const FOLDER = join(ROOT, "pictures");

const FILE = "http://localhost:6789/crossing.mp4";

/** In characters. */
const SERVE_SIZE = { columns: 96, rows: 13 };
const GET_SIZE = { columns: 96, rows: 8 };

/** For a reader to follow, in milliseconds. */
const PAUSE_MS = 1_000;

/** What the recording is to those who can't see it. */
const LABEL =
  "Two terminals. In the first one, ferry serve says where it serves a folder and logs " +
  "what is asked. In the second one, ferry get fetches a file, is interrupted with Ctrl+C, and with " +
  "-C -n 4 fetches the rest over four connections";

async function pictureListing(): Promise<void> {
  await using folder = await TempFolder.create();
  await Deno.mkdir(folder.file("shared"));
  await makeShownFolder(folder.file("shared"));
  const args = [folder.path, "--host", "127.0.0.1", "--port", "0"];
  await using server = await ServeProgram.start(args, { env: { TZ: "UTC" } });
  const url = `http://127.0.0.1:${server.port}/shared/`;
  for (const [scheme, octets] of await takePictures(url, ["light", "dark"])) {
    await Deno.writeFile(join(FOLDER, `listing-${scheme}.webp`), octets);
  }
}

/** The rate, for each connection, gives people something to see. */
async function recordTerminals(): Promise<string> {
  await using stage = await Stage.make(FERRY);
  await makeShownFolder(stage.path(`${HOME}/shared`));
  const env = { PATH: `${HOME}/bin:/usr/bin:/bin`, HOME, FERRY_LIMIT_RATE: "3m" };
  const place = { prefix: stage.prefix, cwd: HOME, env };
  await using serve = await Terminal.open(place, SERVE_SIZE);
  const { FERRY_LIMIT_RATE: _, ...getEnv } = env;
  await using get = await Terminal.open({ ...place, env: getEnv }, GET_SIZE);
  const startMs = performance.now();
  await play(serve, get);
  const recorded: Recorded[] = [
    { title: "ferry serve", size: SERVE_SIZE, shots: serve.shots },
    { title: "ferry get", size: GET_SIZE, shots: get.shots },
  ];
  return draw(recorded, startMs, LABEL);
}

/** Serves, fetches, is interrupted, and fetches the rest. */
async function play(serve: Terminal, get: Terminal): Promise<void> {
  await pause(PAUSE_MS);
  await serve.type("ferry serve shared");
  await serve.until(/Ctrl\+C/);
  await pause(PAUSE_MS);
  await get.type(`ferry get -O ${FILE}`);
  await get.until(/ 2\d%/);
  await get.press("\x03");
  await get.until(/\$ $/);
  await pause(2 * PAUSE_MS);
  await get.type(`ferry get -C -n 4 -O ${FILE}`);
  await get.until(/\$ $/);
  await pause(PAUSE_MS);
}

if (import.meta.main) {
  await Deno.mkdir(FOLDER, { recursive: true });
  await pictureListing();
  await Deno.writeTextFile(join(FOLDER, "terminal.svg"), await recordTerminals());
}
