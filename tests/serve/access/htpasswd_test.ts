import { assert, assertEquals, assertThrows } from "@std/assert";
import { HtpasswdError, parseHtpasswd } from "../../../serve/access/htpasswd.ts";

const HASH = "$2y$05$pJ2U8daX/ayAFdtfH7agpu1.V8YSpn2n9FJTSIxhWos1B.TOdBPz.";

Deno.test("parseHtpasswd() reads users, and passes over comments and blank lines", () => {
  const text = `\ufeff# users\n\n  \nalice:${HASH}\r\n  # more\nbö b:${
    HASH.replace("$2y", "$2a")
  }  \n`;
  assertEquals(parseHtpasswd(text), [
    { user: "alice", bcrypt: HASH },
    { user: "bö b", bcrypt: HASH.replace("$2y", "$2a") },
  ]);
  assertEquals(parseHtpasswd(`a:${HASH.replace("$2y", "$2b")}`).length, 1);
});

const REFUSED: readonly [text: string, message: string][] = [
  ["", "it names no user"],
  ["# only this\n", "it names no user"],
  [`alice:${HASH}\nalice:${HASH}`, "line 2 names a user for the second time"],
  ["\nalice", "line 2 is not user:hash"],
  [`:${HASH}`, "line 1 is not user:hash"],
  ["a:$apr1$salt$Cn0Zl6hyUUs4sNIpmLBBp1", "line 1 has no bcrypt hash"],
  ["a:{SHA}2PRZAyDhNDqRW2OUFwZQqPNdaSY=", "line 1 has no bcrypt hash"],
  ["a:secret", "line 1 has no bcrypt hash"],
  [`a:${HASH.replace("$05", "$03")}`, "line 1 has no bcrypt hash"],
  [`a:${HASH.replace("$05", "$32")}`, "line 1 has no bcrypt hash"],
  [`a:${HASH.replace("$2y", "$2x")}`, "line 1 has no bcrypt hash"],
  [`a:${HASH.slice(0, -1)}`, "line 1 has no bcrypt hash"],
  [`a\x1b:${HASH}`, "line 1 has a control character"],
];
Deno.test("parseHtpasswd() names the line of what it can't read, and not its text", () => {
  for (const [text, message] of REFUSED) {
    const error = assertThrows(() => parseHtpasswd(text), HtpasswdError, message);
    assert(!/secret|alice|apr1/.test(error.message), error.message);
  }
});
