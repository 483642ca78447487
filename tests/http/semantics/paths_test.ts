import { assertEquals } from "@std/assert";
import { parsePath } from "../../../http/semantics/paths.ts";

/** Path, whether it asks for a folder, the names. */
const PATHS: readonly (readonly [string, boolean, ...string[]])[] = [
  ["/", true],
  ["/a", false, "a"],
  ["/a/", true, "a"],
  ["/a/b/c.html", false, "a", "b", "c.html"],
  ["/a/b/", true, "a", "b"],
  ["/.well-known/x", false, ".well-known", "x"],
  ["/.hidden", false, ".hidden"],
  ["/...", false, "..."],
  ["/..a", false, "..a"],
  ["/a..", false, "a.."],
  ["/....", false, "...."],
  ["/a%20b", false, "a b"],
  ["/a+b", false, "a+b"],
  ["/%41%62", false, "Ab"],
  ["/%c3%a9", false, "é"],
  ["/%C3%A9", false, "é"],
  ["/\xc3\xa9", false, "é"], // sent as it is, in UTF-8
  ["/\xc3%a9", false, "é"],
  ["/e%cc%81", false, "e\u0301"], // not made one with é: file systems tell them apart
  ["/%f0%9f%98%80", false, "😀"],
  ["/%ef%bb%bfa", false, "\ufeffa"],
  ["/%e2%80%ae", false, "\u202e"],
  ["/%ef%bf%bd", false, "\ufffd"],
  ["/%252e%252e", false, "%2e%2e"], // decoded once
  ["/%252f", false, "%2f"],
  ["/%2500", false, "%00"],
  ["/%25", false, "%"],
  ["/%0a", false, "\n"],
  ["/a%0d%0ab", false, "a\r\nb"],
  ["/%09%1b%7f", false, "\t\x1b\x7f"],
  ["/%3f%23", false, "?#"],
  ["/C:", false, "C:"],
  ["/a::$DATA", false, "a::$DATA"],
  ["/a.", false, "a."],
  ["/a%20", false, "a "],
  ["/CON", false, "CON"],
  ["/~root", false, "~root"],
  ["/<>\"'&|^`{}[]", false, "<>\"'&|^`{}[]"],
  ["/a;b=c,d", false, "a;b=c,d"],
  ["/%ef%bc%8e%ef%bc%8e", false, "\uff0e\uff0e"], // full-width dots
  ["/%e2%88%95", false, "\u2215"], // a division slash
];

/** Rule, path. */
const MALFORMED: readonly (readonly [string, string])[] = [
  ["it is empty", ""],
  ["it does not begin with a slash", "a"],
  ["it is an asterisk", "*"],
  ["it begins with a backslash", "\\a"],
  ["it is a dot segment", "/."],
  ["it is two dots", "/.."],
  ["it is two dots and a slash", "/../"],
  ["it leads out", "/../etc/passwd"],
  ["it leads out and in again", "/../a"],
  ["it leads up within", "/a/../b"],
  ["it ends in two dots", "/a/.."],
  ["it has a dot segment", "/a/./b"],
  ["it ends in a dot segment", "/a/."],
  ["the dots are encoded", "/%2e%2e/a"],
  ["the dots are encoded in capitals", "/%2E%2E/a"],
  ["the first dot is encoded", "/%2e./a"],
  ["the second dot is encoded", "/.%2e/a"],
  ["a single dot is encoded", "/%2e/a"],
  ["dots and slash are encoded", "/%2e%2e%2fa"],
  ["the slash behind the dots is encoded", "/..%2fa"],
  ["the slash behind the dots is encoded in capitals", "/..%2Fa"],
  ["the backslash behind the dots is encoded", "/..%5ca"],
  ["dots and backslash are encoded", "/%2e%2e%5ca"],
  ["there is a backslash behind the dots", "/..\\a"],
  ["there is a backslash", "/a\\b"],
  ["it begins with slash and backslash", "/\\evil.example"],
  ["it begins with an encoded backslash", "/%5cevil.example"],
  ["it begins with two encoded slashes", "/%2f%2fevil.example"],
  ["it is a UNC path", "/\\\\host\\share"],
  ["a slash is encoded", "/a%2fb"],
  ["a slash is encoded at the end", "/a%2f"],
  ["a NUL is encoded", "/a%00"],
  ["a NUL is encoded before a suffix", "/a%00.html"],
  ["a NUL stands there", "/a\0"],
  ["there are dots and a NUL", "/..%00/a"],
  ["a percent sign stands alone", "/%"],
  ["a percent sign stands at the end", "/a%"],
  ["a percent sign has one digit", "/%2"],
  ["a percent sign has one digit before a slash", "/%2/e"],
  ["a percent sign has no digits", "/%zz"],
  ["a percent sign has one digit and a letter", "/%2g"],
  ["a percent sign has a sign", "/%+2"],
  ["a percent sign has a space", "/% 2"],
  ["a percent sign has another", "/%%41"],
  ["a percent sign has a Unicode escape", "/%u002e%u002e"],
  ["an octet is no UTF-8", "/%ff"],
  ["an octet is Latin-1", "/%e9"],
  ["an octet is Latin-1 as it is", "/\xe9"],
  ["UTF-8 is cut off", "/%c3"],
  ["UTF-8 is cut off by a slash", "/%c3/%a9"],
  ["UTF-8 is cut off by a letter", "/%e2%82a"],
  ["UTF-8 continues nothing", "/%a9"],
  ["a dot is overlong in two octets", "/%c0%ae%c0%ae/a"],
  ["a slash is overlong in two octets", "/..%c0%afa"],
  ["a slash is overlong in three octets", "/..%e0%80%afa"],
  ["a slash is overlong in four octets", "/..%f0%80%80%afa"],
  ["a NUL is overlong", "/%c0%80"],
  ["a surrogate is encoded", "/%ed%a0%80"],
  ["a pair of surrogates is encoded", "/%ed%a0%bd%ed%b8%80"],
  ["a character lies above U+10FFFF", "/%f4%90%80%80"],
  ["UTF-8 has five octets", "/%f8%88%80%80%80"],
  ["a later segment is at fault", "/a/b/%"],
  ["it is at fault and has an empty segment", "//.."],
];

/** Rule, path. */
const ABSENT: readonly (readonly [string, string])[] = [
  ["it is two slashes", "//"],
  ["it begins with two slashes", "//etc/passwd"],
  ["it begins like a host", "//evil.example/"],
  ["two slashes stand amid", "/a//b"],
  ["two slashes stand at the end", "/a//"],
  ["four dots and two slashes", "/....//"],
];

for (const [path, folder, ...names] of PATHS) {
  Deno.test(`parsePath() gives ${names.length} names when the path is ${JSON.stringify(path)}`, () => {
    assertEquals(parsePath(path), { names, folder });
  });
}

for (const [rule, path] of MALFORMED) {
  Deno.test(`parsePath() gives "malformed" when ${rule}`, () => {
    assertEquals(parsePath(path), "malformed");
  });
}

for (const [rule, path] of ABSENT) {
  Deno.test(`parsePath() gives "absent" when ${rule}`, () => {
    assertEquals(parsePath(path), "absent");
  });
}

Deno.test("parsePath() judges every octet by what it is when it is encoded", () => {
  for (let octet = 0; octet < 256; octet++) {
    const character = String.fromCharCode(octet);
    const refused = octet > 0x7f || "\0./\\".includes(character);
    const path = parsePath(`/%${octet.toString(16).padStart(2, "0")}`);
    assertEquals(path, refused ? "malformed" : { names: [character], folder: false });
  }
});
