import { assertEquals } from "@std/assert";
import { isRedirect, isSameOrigin, redirectTarget } from "../../../http/semantics/redirect.ts";

Deno.test("isRedirect() holds for five statuses and for no other", () => {
  const statuses = Array.from({ length: 1000 }, (_, status) => status);
  assertEquals(statuses.filter(isRedirect), [301, 302, 303, 307, 308]);
});

const FROM = "http://a:6789/b/c?d";

/** Location, where it leads to. */
const TARGETS: readonly (readonly [string, string | undefined])[] = [
  ["http://e/f", "http://e/f"],
  ["https://e/f", "https://e/f"],
  ["HTTPS://E/f", "https://e/f"],
  ["/f", "http://a:6789/f"],
  ["f", "http://a:6789/b/f"],
  ["./f", "http://a:6789/b/f"],
  ["../f", "http://a:6789/f"],
  ["../../../f", "http://a:6789/f"],
  ["?f", "http://a:6789/b/c?f"],
  ["", "http://a:6789/b/c?d"],
  ["//e/f", "http://e/f"],
  ["/\xc3\xa9?\xc3\xa9", "http://a:6789/%C3%A9?%C3%A9"], // octets of UTF-8
  ["/\xe9", "http://a:6789/%E9"], // octets of Latin-1
  ["/%e9", "http://a:6789/%e9"],
  ["/a b", "http://a:6789/a%20b"],
  ["ftp://e/f", undefined],
  ["file:///etc/passwd", undefined],
  ["javascript:alert(1)", undefined],
  ["data:,x", undefined],
  ["ws://e/f", undefined],
  ["http://", undefined],
  ["http://e:99999/", undefined],
  ["http://[::1/", undefined],
  ["https://", undefined],
];

for (const [location, target] of TARGETS) {
  Deno.test(`redirectTarget() gives ${target} when Location is ${JSON.stringify(location)}`, () => {
    assertEquals(redirectTarget(new URL(FROM), location)?.href, target);
  });
}

Deno.test("redirectTarget() carries the fragment on when the new target has none", () => {
  const from = new URL("http://a/b#c");
  assertEquals(redirectTarget(from, "/d")?.href, "http://a/d#c");
  assertEquals(redirectTarget(from, "/d#e")?.href, "http://a/d#e");
  assertEquals(from.href, "http://a/b#c");
});

const ORIGINS: readonly (readonly [string, string, boolean])[] = [
  ["http://a/b", "http://a/c?d", true],
  ["http://a", "http://A:80/", true],
  ["https://a", "https://a:443/", true],
  ["http://[::1]/", "http://[0:0::1]/", true],
  ["http://u:p@a/", "http://a/", true],
  ["http://a", "https://a", false],
  ["http://a:443", "https://a:443", false],
  ["http://a", "http://a:81", false],
  ["http://a", "http://b.a", false],
  ["http://a", "http://a.", false],
  ["http://127.0.0.1", "http://localhost", false],
];

for (const [one, other, same] of ORIGINS) {
  Deno.test(`isSameOrigin() gives ${same} when ${one} meets ${other}`, () => {
    assertEquals(isSameOrigin(new URL(one), new URL(other)), same);
    assertEquals(isSameOrigin(new URL(other), new URL(one)), same);
  });
}
