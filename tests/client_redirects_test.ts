// Redirects on real sockets: where they lead, what they carry, where they end.

import { assertEquals, assertInstanceOf } from "@std/assert";
import { RedirectError, SchemeError, UrlError } from "../get/errors.ts";
import { parseNetrc } from "../get/netrc.ts";
import { type FerryError, ProtocolError } from "../http/wire/errors.ts";
import { FIRST } from "./support/certificates.ts";
import { download } from "./support/download.ts";
import { answering, startPeer, startTlsPeer } from "./support/peer.ts";

const HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

type Kind = new (...values: never[]) => FerryError;

Deno.test("get() follows redirects by Location, resolved, with GET or HEAD as asked", async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    for (const method of ["GET", "HEAD"] as const) {
      await using peer = startPeer(answering((head) => {
        const ok = method === "HEAD" ? HELLO.slice(0, -5) : HELLO;
        if (head.includes(" /b/d?e ")) return ok;
        return `HTTP/1.1 ${status} x\r\nLocation: ../b/d?e#f\r\nContent-Length: 0\r\n\r\n`;
      }));
      const { outcome, content } = await download(peer.url("/a/b"), { method });
      assertEquals(outcome.error, undefined);
      assertEquals([outcome.status, content], [200, method === "HEAD" ? "" : "hello"]);
      assertEquals(peer.heads.map((head) => head.split(" HTTP")[0]), [
        `${method} /a/b`,
        `${method} /b/d?e`,
      ]);
      assertEquals(peer.connections, 1);
    }
  }
});

Deno.test("get() takes as the answer what is no redirect to follow", async () => {
  const redirect = "HTTP/1.1 302 x\r\nLocation: /b\r\nContent-Length: 1\r\n\r\n1";
  const table: [answer: string, follow: boolean][] = [
    [redirect, false],
    ["HTTP/1.1 302 x\r\nContent-Length: 1\r\n\r\n1", true],
    ["HTTP/1.1 300 x\r\nLocation: /b\r\nContent-Length: 1\r\n\r\n1", true],
  ];
  for (const [answer, follow] of table) {
    await using peer = startPeer(answering(() => answer));
    const { outcome, content } = await download(peer.url(), { follow });
    assertEquals([outcome.error, content, peer.heads.length], [undefined, "1", 1]);
  }
});

Deno.test("get() stops at redirects without end, to other schemes and to no URL", async () => {
  const table: [location: string, kind: Kind, requests: number][] = [
    ["/again", RedirectError, 4],
    ["file:///etc/passwd", SchemeError, 1],
    ["ftp://127.0.0.1/", SchemeError, 1],
    ["http://[", UrlError, 1],
    ["\\\\127.0.0.1\\x", UrlError, 1],
    ["/x\r\nLocation: /y", ProtocolError, 1],
  ];
  for (const [location, kind, requests] of table) {
    await using peer = startPeer(
      answering(() => `HTTP/1.1 302 x\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`),
    );
    const { outcome } = await download(peer.url(), { maxRedirects: 3 });
    assertInstanceOf(outcome.error, kind, location);
    assertEquals(peer.heads.length, requests, location);
  }
});

Deno.test("get() takes nothing of the user's to another origin, nor back from there", async () => {
  let home = "";
  await using abroad = startPeer(
    answering(() => `HTTP/1.1 302 x\r\nLocation: ${home}/back\r\nContent-Length: 0\r\n\r\n`),
  );
  await using peer = startPeer(answering((head) => {
    if (head.startsWith("GET /back")) return HELLO;
    const location = head.startsWith("GET /near")
      ? abroad.url("/x").replace("//", "//a:b@")
      : "/near";
    return `HTTP/1.1 302 x\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`;
  }));
  home = peer.url("");
  const asked = peer.url("/far").replace("//", "//u:p@");
  const { outcome } = await download(asked, { fields: [["X-Key", "1"], ["Cookie", "2"]] });
  assertEquals(outcome.error, undefined);
  const carries = (head: string): boolean => /^(x-key|cookie|authorization):/im.test(head);
  assertEquals(peer.heads.map(carries), [true, true, false]);
  assertEquals(abroad.heads.map(carries), [false]);
});

Deno.test("get() follows from https to http with nothing of the user's, netrc's neither", async () => {
  await using plain = startPeer(answering(() => HELLO));
  await using secret = startTlsPeer(
    FIRST.cert,
    FIRST.key,
    answering(() => `HTTP/1.1 302 x\r\nLocation: ${plain.url()}\r\nContent-Length: 0\r\n\r\n`),
  );
  const { outcome, content } = await download(secret.url("/", "https"), {
    route: { caCerts: [FIRST.cert] },
    fields: [["X-Key", "1"]],
    netrc: parseNetrc("machine 127.0.0.1 login u password p"),
  });
  assertEquals([outcome.error, content], [undefined, "hello"]);
  const carries = (head: string): boolean => /^(x-key|authorization):/im.test(head);
  assertEquals([secret.heads.map(carries), plain.heads.map(carries)], [[true], [false]]);
});

Deno.test("get() asks netrc for the credentials of each host", async () => {
  await using abroad = startPeer(answering(() => HELLO));
  await using peer = startPeer(answering(() => {
    const location = abroad.url("/x", "http", "localhost");
    return `HTTP/1.1 302 x\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`;
  }));
  const users: readonly [netrc: string, home: string | undefined, abroad: string | undefined][] = [
    ["machine 127.0.0.1 login a password p machine localhost login b password p", "a:p", "b:p"],
    ["machine 127.0.0.1 login a password p default login d password p", "a:p", undefined],
    ["default login d password p", "d:p", undefined],
  ];
  for (const [netrc, ...expected] of users) {
    const { outcome } = await download(peer.url(), { netrc: parseNetrc(netrc) });
    assertEquals(outcome.error, undefined);
    const sent = [peer, abroad].map(({ heads }) => {
      const [, credentials] = /^Authorization: Basic (.*)\r$/m.exec(heads.at(-1) ?? "") ?? [];
      return credentials === undefined ? undefined : atob(credentials);
    });
    assertEquals(sent, expected, netrc);
  }
});
