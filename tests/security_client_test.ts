// What has broken other clients, where no rule of ferry's own has a test of its own: each test is named
// for the class and for a bug of that class elsewhere.

import { assert, assertEquals } from "@std/assert";
import { get } from "../client.ts";
import { NamedDestination } from "../get/files/destination.ts";
import { download, testOptions } from "./support/download.ts";
import { answering, startPeer } from "./support/peer.ts";
import { TempFolder } from "./support/program.ts";

/** Fields by which servers have named files, cookies and files of hashes and mirrors. */
const FIELDS = [
  'Content-Disposition: attachment; filename="evil"',
  "Content-Disposition: attachment; filename*=UTF-8''..%2fevil",
  "Content-Location: /evil",
  "Content-Type: application/metalink4+xml; name=evil",
  'Link: </evil>; rel="describedby"; type="application/metalink4+xml"',
  "Set-Cookie: evil=1; Path=/",
  "Refresh: 0; url=/evil",
  'ETag: "evil"',
].map((line) => `${line}\r\n`);

for (
  const [elsewhere, interim, redirected] of [
    ["curl CVE-2020-8177", false, false],
    ["curl CVE-2026-92390", true, false],
    ["httpie CVE-2019-10751", false, true],
  ] as const
) {
  Deno.test(`security: names by fields (${elsewhere}) are the names of no file, and overwrite none`, async () => {
    const length = "Content-Length: 5\r\n\r\n";
    await using peer = startPeer(answering((head) => {
      const fields = FIELDS.join("");
      const hints = interim ? `HTTP/1.1 103 Early Hints\r\n${fields}\r\n` : "";
      return redirected && !head.includes("/evil")
        ? `${hints}HTTP/1.1 302 Found\r\n${fields}Location: /evil\r\nContent-Length: 0\r\n\r\n`
        : `${hints}HTTP/1.1 200 OK\r\n${fields}${
          head.startsWith("HEAD") ? length : `${length}hello`
        }`;
    }));
    await using folder = await TempFolder.create();
    for (const name of ["a.txt", "evil"]) Deno.writeTextFileSync(folder.file(name), "mine");
    const destination = new NamedDestination(folder.path);
    for await (const { error, file } of get([peer.url("/a.txt")], testOptions(destination))) {
      assertEquals([error, file], [undefined, folder.file("a-1.txt")]);
    }
    const contents = folder.names().map((name) => [name, Deno.readTextFileSync(folder.file(name))]);
    assertEquals(contents, [["a-1.txt", "hello"], ["a.txt", "mine"], ["evil", "mine"]]);
    assert(peer.heads.every((head) => !/^cookie:/im.test(head)), "nothing of it is kept");
  });
}

Deno.test("security: cookies (httpie CVE-2022-24737): none is kept for a redirect or the next URL", async () => {
  await using peer = startPeer(answering((head) => {
    const cookie = "Set-Cookie: a=b; Domain=127.0.0.1\r\nContent-Length: 0\r\n";
    return head.includes("/from")
      ? `HTTP/1.1 307 x\r\nLocation: /to\r\n${cookie}\r\n`
      : `HTTP/1.1 200 OK\r\n${cookie}\r\n`;
  }));
  const { outcomes } = await download([peer.url("/from"), peer.url("/next")]);
  assertEquals(outcomes.map(({ error }) => error), [undefined, undefined]);
  assertEquals(peer.heads.length, 3);
  for (const head of peer.heads) assert(!/^cookie:/im.test(head), head);
});
