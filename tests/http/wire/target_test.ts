import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../../http/wire/errors.ts";
import { checkHost, parseTarget } from "../../../http/wire/target.ts";
import { fieldsOf } from "../../support/fields.ts";

/** Method, target, the form and what it is made of. */
const TARGETS: readonly (readonly [string, string, ...string[]])[] = [
  ["GET", "/", "origin", "/", ""],
  ["GET", "/a/b", "origin", "/a/b", ""],
  ["GET", "/a?b=c", "origin", "/a", "?b=c"],
  ["GET", "/?", "origin", "/", "?"],
  ["GET", "/a?b?c/d", "origin", "/a", "?b?c/d"],
  ["GET", "//evil.example/x", "origin", "//evil.example/x", ""],
  ["GET", "/\\evil.example", "origin", "/\\evil.example", ""],
  ["GET", "/%23", "origin", "/%23", ""],
  ["GET", "/%zz", "origin", "/%zz", ""],
  ["GET", "/\xe9|^", "origin", "/\xe9|^", ""],
  ["GET", "/http://a/", "origin", "/http://a/", ""],
  ["OPTIONS", "/", "origin", "/", ""],
  ["GET", "http://a/x?y", "absolute", "/x", "?y"],
  ["GET", "http://a", "absolute", "/", ""],
  ["GET", "http://a?y", "absolute", "/", "?y"],
  ["GET", "http://a//x", "absolute", "//x", ""],
  ["GET", "HTTP://A:80/x", "absolute", "/x", ""],
  ["GET", "https://a:443/x", "absolute", "/x", ""],
  ["GET", "http://a:/x", "absolute", "/x", ""],
  ["GET", "http://[::1]:6789/x", "absolute", "/x", ""],
  ["GET", "http://127.0.0.1/x", "absolute", "/x", ""],
  ["OPTIONS", "http://a", "absolute", "/", ""],
  ["OPTIONS", "*", "asterisk"],
  ["CONNECT", "a:80", "authority", "a", "80"],
  ["CONNECT", "127.0.0.1:0", "authority", "127.0.0.1", "0"],
  ["CONNECT", "[::1]:65535", "authority", "::1", "65535"],
];

/** Rule, method, target. */
const NO_TARGETS: readonly (readonly [string, string, string])[] = [
  ["it is empty", "GET", ""],
  ["it lacks its slash", "GET", "x"],
  ["it is a query alone", "GET", "?x"],
  ["it is an asterisk for GET", "GET", "*"],
  ["it is an asterisk with more", "OPTIONS", "*x"],
  ["it has a fragment", "GET", "/a#b"],
  ["it has an empty fragment", "GET", "/a#"],
  ["its query has a fragment", "GET", "/a?b#c"],
  ["the absolute form has a fragment", "GET", "http://a/#b"],
  ["the authority has a fragment", "GET", "http://a#b"],
  ["it is an authority for GET", "GET", "a:80"],
  ["its scheme is another", "GET", "ftp://a/x"],
  ["its scheme is a file's", "GET", "file:///etc/passwd"],
  ["its scheme lacks a slash", "GET", "http:/a/x"],
  ["its scheme lacks both slashes", "GET", "http:a/x"],
  ["its scheme has other letters", "GET", "xhttp://a/x"],
  ["it has no host", "GET", "http:///x"],
  ["it has nothing but a scheme", "GET", "http://"],
  ["it has a port but no host", "GET", "http://:80/x"],
  ["it has a query but no host", "GET", "http://?x"],
  ["it has user information", "GET", "http://user@a/x"],
  ["it has user and password", "GET", "http://user:pass@a/x"],
  ["it has empty user information", "GET", "http://@a/x"],
  ["its host holds a backslash", "GET", "http://a\\b/x"],
  ["its port is no number", "GET", "http://a:b/x"],
  ["its port is too large", "GET", "http://a:65536/x"],
  ["its port has a sign", "GET", "http://a:+80/x"],
  ["its port is doubled", "GET", "http://a:80:80/x"],
  ["its IPv6 address is not closed", "GET", "http://[::1/x"],
  ["its IPv6 address has no brackets", "GET", "http://::1/x"],
  ["its IPv6 address is none", "GET", "http://[::g]/x"],
  ["CONNECT has a path", "CONNECT", "/"],
  ["CONNECT has a URI", "CONNECT", "http://a:80/"],
  ["CONNECT has no port", "CONNECT", "a"],
  ["CONNECT has an empty port", "CONNECT", "a:"],
  ["CONNECT has no host", "CONNECT", ":80"],
  ["CONNECT has a slash behind the port", "CONNECT", "a:80/"],
  ["CONNECT has user information", "CONNECT", "u@a:80"],
  ["CONNECT has a fragment", "CONNECT", "a:80#x"],
];

for (const [method, target, form, ...parts] of TARGETS) {
  Deno.test(`parseTarget() gives ${form}-form when ${method} asks for ${target}`, () => {
    const [one, other] = parts;
    const expected = form === "asterisk"
      ? { form }
      : form === "authority"
      ? { form, authority: { host: one, port: Number(other) } }
      : { form, path: one, query: other };
    assertEquals(parseTarget(method, target), expected as unknown);
  });
}

for (const [rule, method, target] of NO_TARGETS) {
  Deno.test(`parseTarget() throws 400 when ${rule}`, () => {
    assertEquals(assertThrows(() => parseTarget(method, target), ProtocolError).status, 400);
  });
}

/** Rule, version, the Host lines, whether they pass. */
const HOSTS: readonly (readonly [string, "1.0" | "1.1", readonly string[], boolean])[] = [
  ["1.1 has a name", "1.1", ["example.com"], true],
  ["1.1 has a name and a port", "1.1", ["example.com:6789"], true],
  ["1.1 has an empty port", "1.1", ["example.com:"], true],
  ["1.1 has an IPv4 address", "1.1", ["127.0.0.1:80"], true],
  ["1.1 has an IPv6 address", "1.1", ["[::1]:80"], true],
  ["1.1 has an empty one", "1.1", [""], true],
  ["1.1 has white space around it", "1.1", [" \ta\t "], true],
  ["1.1 has none", "1.1", [], false],
  ["1.1 has two", "1.1", ["a", "b"], false],
  ["1.1 has the same twice", "1.1", ["a", "a"], false],
  ["1.1 has an empty one and another", "1.1", ["", "a"], false],
  ["1.1 has a list", "1.1", ["a, b"], false],
  ["1.1 has a URI", "1.1", ["http://a/"], false],
  ["1.1 has a path", "1.1", ["a/b"], false],
  ["1.1 has user information", "1.1", ["u@a"], false],
  ["1.1 has a space in it", "1.1", ["a b"], false],
  ["1.1 has a tab in it", "1.1", ["a\tb"], false],
  ["1.1 has obs-text in it", "1.1", ["\xe9"], false],
  ["1.1 has a bad port", "1.1", ["a:x"], false],
  ["1.1 has a bad IPv6 address", "1.1", ["[::1"], false],
  ["1.0 has none", "1.0", [], true],
  ["1.0 has one", "1.0", ["a"], true],
  ["1.0 has two", "1.0", ["a", "a"], false],
  ["1.0 has a bad one", "1.0", ["a b"], false],
];

for (const [rule, version, hosts, passes] of HOSTS) {
  Deno.test(`checkHost() ${passes ? "passes" : "throws 400"} when ${rule}`, () => {
    const fields = fieldsOf(...hosts.map((host) => `hOST:${host}`));
    const check = () => checkHost(`HTTP/${version}`, fields);
    if (passes) check();
    else assertEquals(assertThrows(check, ProtocolError).status, 400);
  });
}
