import { assert, assertEquals } from "@std/assert";
import { Authenticator, type Verdict } from "../../../serve/access/auth.ts";
import {
  type BcryptQuestion,
  BcryptThread,
  type HashComparer,
} from "../../../serve/access/bcrypt.ts";
import type { Login } from "../../../serve/access/htpasswd.ts";

/** Says yes where the hash is the password in brackets, and notes what it was asked. */
class Comparer implements HashComparer {
  readonly asked: BcryptQuestion[] = [];
  disposed = false;
  fault: Error | undefined;

  async compare(question: BcryptQuestion): Promise<boolean> {
    this.asked.push(question);
    await new Promise((settle) => setTimeout(settle));
    if (this.fault !== undefined) throw this.fault;
    return question.bcrypt === `[${question.password}]`;
  }

  [Symbol.dispose](): void {
    this.disposed = true;
  }
}

const PLAIN: Login = { user: "bob", password: "b:ö" };
const HASHED: Login[] = [{ user: "alice", bcrypt: "[pass:word]" }, { user: "zoë", bcrypt: "[z]" }];

const basic = (pair: string): string =>
  `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(pair)))}`;

interface Setup {
  readonly auth: Authenticator;
  readonly comparer: Comparer;
  readonly faults: string[];
}

function setUp(logins: readonly Login[]): Setup {
  const [comparer, faults] = [new Comparer(), [] as string[]];
  const auth = new Authenticator(logins, comparer, (fault) => faults.push(fault));
  return { auth, comparer, faults };
}

const told = (verdict: Verdict): string => verdict.kind === "welcome" ? verdict.user : verdict.kind;

const CREDENTIALS: readonly [authorization: string | undefined, expected: string][] = [
  [undefined, "refused"],
  ["", "refused"],
  ["Basic", "refused"],
  ["Basic !!!!", "refused"],
  ["Basic YQ", "refused"],
  ["Bearer abcd", "refused"],
  [basic("bob:b:ö"), "bob"],
  [basic("bob:b:ö").replace("Basic", "bAsIc   "), "bob"],
  [basic("bob:b:ö").replace(/=+$/, ""), "bob"],
  [`${basic("bob:b:ö")}, ${basic("bob:b:ö")}`, "refused"],
  [basic("bob:b"), "refused"],
  [basic("bob:"), "refused"],
  [basic("bob"), "refused"],
  [basic(":b:ö"), "refused"],
  [basic("Bob:b:ö"), "refused"],
  [basic("bob:b:ö\n"), "refused"],
  [basic("alice:pass:word"), "alice"],
  [basic("alice:pass"), "refused"],
  [basic("alice:z"), "refused"],
  [basic("zoë:z"), "zo\xc3\xab"],
  [basic("bob:z"), "refused"],
  [basic("eve:pass:word"), "refused"],
  [basic("eve:z"), "refused"],
];
Deno.test("Authenticator knows both kinds of logins, and nobody else", async () => {
  for (const [authorization, expected] of CREDENTIALS) {
    const { auth } = setUp([PLAIN, ...HASHED]);
    for (let times = 0; times < 2; times++) {
      assertEquals(told(await auth.check(authorization, "::1")), expected, authorization);
    }
  }
});

Deno.test("Authenticator does the same work for users that there are not", async () => {
  const { auth, comparer } = setUp([PLAIN, ...HASHED]);
  for (const pair of ["alice:no", "eve:no", "bob:no", "constructor:no"]) {
    await auth.check(basic(pair), "::1");
    assertEquals(comparer.asked.at(-1)?.password, "no");
  }
  assertEquals(comparer.asked.length, 4);
  const hashes = HASHED.map((login) => "bcrypt" in login ? login.bcrypt : "");
  for (const { bcrypt } of comparer.asked) assert(hashes.includes(bcrypt));
  await auth.check(basic("eve:no"), "::1");
  assertEquals(comparer.asked[4], comparer.asked[1], "a name has one and the same hash");
});

Deno.test("Authenticator remembers what was right, and nothing that was wrong", async () => {
  const { auth, comparer } = setUp(HASHED);
  for (let times = 0; times < 3; times++) await auth.check(basic("alice:pass:word"), "::1");
  assertEquals(comparer.asked.length, 1);
  for (let times = 0; times < 3; times++) await auth.check(basic("alice:no"), "::1");
  assertEquals(comparer.asked.length, 4);
});

Deno.test("Authenticator asks once for all who ask the same at once", async () => {
  const { auth, comparer } = setUp(HASHED);
  const asking = Array.from({ length: 50 }, () => auth.check(basic("alice:pass:word"), "::1"));
  for (const verdict of await Promise.all(asking)) assertEquals(told(verdict), "alice");
  assertEquals(comparer.asked.length, 1);
});

Deno.test("Authenticator lets nobody wait behind a flood of wrong passwords", async () => {
  const { auth, comparer } = setUp(HASHED);
  const flood = Array.from(
    { length: 500 },
    (_, at) => auth.check(basic(`alice:${at}`), "192.0.2.1"),
  );
  assertEquals(told(await auth.check(basic("alice:pass:word"), "192.0.2.2")), "alice");
  const turn = comparer.asked.findIndex(({ password }) => password === "pass:word");
  assert(turn >= 0 && turn <= 2, `${turn}`);
  const kinds = (await Promise.all(flood)).map(({ kind }) => kind);
  assertEquals(kinds.filter((kind) => kind === "refused").length, 17);
  assertEquals(kinds.filter((kind) => kind === "busy").length, 483);
});

Deno.test("Authenticator tells of a comparison that failed, and goes on", async () => {
  const { auth, comparer, faults } = setUp(HASHED);
  comparer.fault = new Error("no thread");
  assertEquals(told(await auth.check(basic("alice:pass:word"), "::1")), "busy");
  assertEquals(faults, ["a password was not looked at: no thread; its user was told to try again"]);
  comparer.fault = undefined;
  assertEquals(told(await auth.check(basic("alice:pass:word"), "::1")), "alice");
  auth[Symbol.dispose]();
  assert(comparer.disposed);
});

const HASH = "$2y$05$pJ2U8daX/ayAFdtfH7agpu1.V8YSpn2n9FJTSIxhWos1B.TOdBPz.";

Deno.test("BcryptThread compares what htpasswd -B wrote, and ends when it is told to", async () => {
  const thread = new BcryptThread();
  for (const variant of ["$2y", "$2b", "$2a"]) {
    const bcrypt = HASH.replace("$2y", variant);
    assertEquals(await thread.compare({ password: "pa:ss", bcrypt }), true);
    assertEquals(await thread.compare({ password: "pa:sS", bcrypt }), false);
  }
  const cut = thread.compare({ password: "pa:ss", bcrypt: HASH.replace("$05", "$20") });
  thread[Symbol.dispose]();
  const ended = await Promise.allSettled([cut, thread.compare({ password: "", bcrypt: HASH })]);
  assertEquals(ended.map(({ status }) => status), ["rejected", "rejected"]);
});
