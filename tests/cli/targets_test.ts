// The lab's HOST PORT FILE, and where it ends.

import { assertEquals, assertThrows } from "@std/assert";
import { parseTargets } from "../../cli/targets.ts";
import { UsageError } from "../../cli/usage_error.ts";

Deno.test("parseTargets() builds the URL of HOST PORT FILE", () => {
  const cases: [words: string[], url: string][] = [
    [["localhost", "6789", "hello.html"], "http://localhost:6789/hello.html"],
    [["localhost", "6789", "/hello.html"], "http://localhost:6789/hello.html"],
    [["localhost", "06789", "x"], "http://localhost:6789/x"],
    [["127.0.0.1", "80", "a/b.txt"], "http://127.0.0.1:80/a/b.txt"],
    [["::1", "80", "x"], "http://[::1]:80/x"],
    [["[::1]", "80", "x"], "http://[::1]:80/x"],
    [["::ffff:127.0.0.1", "65535", "x"], "http://[::ffff:127.0.0.1]:65535/x"],
    [["h", "1", ""], "http://h:1/"],
    [["h", "1", "a?b=c"], "http://h:1/a?b=c"],
    [["h", "1", "a%20b"], "http://h:1/a%20b"],
    [["h", "1", "a#b\\c "], "http://h:1/a%23b%5Cc%20"],
    [["h", "1", "a\r\nX: y"], "http://h:1/a%0D%0AX:%20y"],
  ];
  for (const [words, url] of cases) {
    assertEquals(parseTargets(words), { targets: [url], labForm: true });
  }
});

Deno.test("parseTargets() leaves all other words to the client", () => {
  const cases = [
    ["http://a/"],
    ["http://a/", "80", "x"],
    ["localhost", "67x9", "hello.html"],
    ["http://a/", "http://b/", "http://c/", "http://d/"],
    ["localhost"],
  ];
  for (const words of cases) {
    assertEquals(parseTargets(words), { targets: words, labForm: false });
  }
});

Deno.test("parseTargets() throws when HOST PORT FILE has a fault", () => {
  const cases: [words: string[], message: string][] = [
    [[], "no URL is given"],
    [["localhost", "6789"], "FILE is missing"],
    [["localhost", "6789", "a", "b"], "too many words after HOST PORT FILE"],
    [["localhost", "0", "x"], "PORT 0 is none; ports are 1 to 65535"],
    [["localhost", "65536", "x"], "ports are 1 to 65535"],
    [["localhost", "9".repeat(400), "x"], "ports are 1 to 65535"],
    ...["", "a/b", "u@h", "a?b", "a#b", "a b", "a:1", "[a]", "a\\b"].map(
      (host): [string[], string] => [[host, "80", "x"], "is neither a name nor an address"],
    ),
    [["a\x1b", "80", "x"], 'HOST "a\\x1b" is neither'],
  ];
  for (const [words, message] of cases) {
    assertThrows(() => parseTargets(words), UsageError, message);
  }
});
