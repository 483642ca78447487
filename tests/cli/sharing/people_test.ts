import { assert, assertEquals, assertMatch } from "@std/assert";
import { painter } from "../../../cli/sharing/paint.ts";
import { peopleLines, type Sharing } from "../../../cli/sharing/people.ts";

const READY = "Ready to serve... http://localhost:6789/";
const SCREEN = { columns: 80, rows: 24 };

function shown(sharing: Partial<Sharing>, screen = SCREEN): string[] {
  const nothing = {
    ready: [READY],
    source: "/srv/site",
    local: undefined,
    network: [],
    fingerprint: undefined,
    code: [],
    isOpen: false,
  };
  return peopleLines({ ...nothing, ...sharing }, screen, painter(false));
}

Deno.test("peopleLines() tells what is served, and how to stop, after the line for scripts", () => {
  assertEquals(shown({}), [READY, "  Serving  /srv/site", "  Press Ctrl+C to stop"]);
});

Deno.test("peopleLines() tells all that there is to tell, in this order", () => {
  const sharing = {
    source: "/srv/\x1b[2Jsite",
    local: "https://localhost:6789/x/",
    network: ["https://192.0.2.7:6789/x/", "https://[2001:db8::7]:6789/x/"],
    fingerprint: Array.from({ length: 32 }, (_, at) => (at + 16).toString(16)).join(":"),
    code: ["##", "##"],
    isOpen: true,
  };
  assertEquals(shown(sharing), [
    READY,
    "  Serving  /srv/\\x1b[2Jsite",
    "  Local    https://localhost:6789/x/",
    "  Network  https://192.0.2.7:6789/x/",
    "           https://[2001:db8::7]:6789/x/",
    "  SHA-256  10:11:12:13:14:15:16:17:18:19:1a:1b:1c:1d:1e:1f",
    "           20:21:22:23:24:25:26:27:28:29:2a:2b:2c:2d:2e:2f",
    "  ##",
    "  ##",
    "  Open to the whole network; --auth asks for a password",
    "  Press Ctrl+C to stop",
  ]);
});

Deno.test("peopleLines() shortens a path in its middle, and a URL never", () => {
  const url = `http://192.0.2.7:6789/${"x".repeat(200)}/`;
  const source = `/home/${"deep/".repeat(40)}site`;
  for (const columns of [80, 40, 20]) {
    const lines = shown({ source, network: [url] }, { columns, rows: 24 });
    assertEquals(lines[2], `  Network  ${url}`);
    assertEquals(lines[1]?.length, columns - 1);
    assertMatch(lines[1] ?? "", /^ {2}Serving {2}\/.*\.\.\..*te$/);
  }
});

Deno.test("peopleLines() counts the URLs that would push the first line off the screen", () => {
  const network = Array.from({ length: 12 }, (_, at) => `http://192.0.2.${at}:6789/`);
  const table: readonly [rows: number, code: number, urls: number][] = [
    [24, 0, 7], // enough for anybody
    [12, 0, 7],
    [10, 0, 5],
    [24, 17, 2],
    [6, 0, 1],
    [1, 0, 1],
  ];
  for (const [rows, code, urls] of table) {
    const sharing = { network, code: Array(code).fill("##") };
    const lines = shown(sharing, { columns: 80, rows });
    assertEquals(lines.filter((line) => line.includes("192.0.2.")).length, urls, `${rows} rows`);
    assert(lines.includes(`           + ${12 - urls} more`));
    if (rows > 6) assert(lines.length < rows, `${rows} rows`);
  }
});
