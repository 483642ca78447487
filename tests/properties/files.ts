// Files and variables of users: netrc, no_proxy, htpasswd, records, option values and config files. What
// is right is read as it was meant; what is not is refused by ferry's own errors, in one line.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { GET_OPTIONS } from "../../cli/get_options.ts";
import type { Option, OptionTable } from "../../cli/options.ts";
import { resolveOptions } from "../../cli/resolve.ts";
import { SERVE_OPTIONS } from "../../cli/serve_options.ts";
import { UsageError } from "../../cli/usage_error.ts";
import { parseValue } from "../../cli/values.ts";
import { basicAuthorization } from "../../get/credentials.ts";
import { parseRecord } from "../../get/files/record.ts";
import { findAuthorization, NetrcError, parseNetrc } from "../../get/netrc.ts";
import { isCovered, parseNoProxy } from "../../get/route/no_proxy.ts";
import { proxiesOf, ProxyUrlError } from "../../get/route/proxies.ts";
import { isFieldValue } from "../../http/wire/encoder.ts";
import { HtpasswdError, parseHtpasswd } from "../../serve/access/htpasswd.ts";
import { nearly, pieces, text } from "./odd.ts";
import { outcome, type Property, property } from "./property.ts";

const HASH = `$2y$10$${"abcdefghijklmnopqrstuv".padEnd(53, "./A")}`;
const OPTIONS = Object.entries({ ...GET_OPTIONS, ...SERVE_OPTIONS } as Record<string, Option>);
const NAME = /^[a-z]+(\.[a-z]+)*$/;
/** Those whose value is more than a text. */
const READ = OPTIONS.filter(([, { kind }]) => !kind.endsWith("text")).map(([name]) => name);
const TABLES: readonly OptionTable[] = [GET_OPTIONS, SERVE_OPTIONS];

const word = fc.string({ unit: fc.constantFrom(...'ab#:é"\\ \t'), minLength: 1, maxLength: 6 });
const entries = fc.array(fc.tuple(fc.constantFrom("h", "a.b", "::1", "H"), word, word), {
  maxLength: 3,
});
const netrcs = nearly(
  pieces(
    [
      "machine h\n",
      "default ",
      "login ",
      "password ",
      '"a b"',
      "x",
      "\n",
      "#",
      "macdef m\n",
      "\n\n",
      '"\\',
    ],
    { max: 10 },
  ),
);
const octet = fc.nat(255);
const address = fc.oneof(
  fc.tuple(octet, octet, octet, octet).map((all) => all.join(".")),
  fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 }).map((all) =>
    all.map((each) => each.toString(16)).join(":")
  ),
);
const covering = nearly(
  fc.tuple(
    fc.constantFrom("h", ".h", "a.h", "[::1]", "::1", "10.0.0.0", "*", ""),
    fc.constantFrom("", ":80", "/8", "/129", ":", "."),
  ).map((both) => both.join("")),
);
const htpasswds = nearly(
  fc.array(
    fc.tuple(
      fc.constantFrom("u", "v", "é w", "x#", "#y", " z"),
      fc.constantFrom(HASH, HASH, HASH, "{SHA}x"),
    ),
    { minLength: 1, maxLength: 3 },
  ).map((all) => all.map((each) => each.join(":")).join("\n")),
);
const records = nearly(
  fc.tuple(
    fc.constantFrom("{}", '{"ferry":1,"url":"u"}', '{"ferry":1,"url":"u","completeOctets":9}'),
    fc.array(fc.constantFrom("0-499", "7-9", "500-500", "9-7"), { maxLength: 4 }),
    fc.constantFrom("\n", "\n", "\n12", ""),
  ).map(([head, all, end]) => [head, ...all].join("\n") + end),
);
const valueText = fc.oneof(
  text,
  nearly(
    fc.tuple(
      fc.constantFrom(
        "0",
        "1",
        "80",
        "65536",
        "99999",
        "9".repeat(20),
        "-1",
        "1.5",
        "",
        "on",
        "A: b",
      ),
      fc.constantFrom("", "s", "ms", "h", "k", "G", " "),
    ).map((both) => both.join("")),
  ),
);
const jsonValue = fc.oneof(
  valueText,
  fc.constantFrom(true, false, null, 0, 80, -1, 1.5, 1e300),
  fc.array(valueText, { maxLength: 2 }),
);
const configs = fc.array(
  fc.tuple(fc.oneof(fc.constantFrom(...OPTIONS.map(([name]) => name)), text), jsonValue),
  { maxLength: 4 },
).map((all) => JSON.stringify(Object.fromEntries(all)));

function assertTold(error: Error): void {
  assert(error.message !== "" && !/\p{Cc}/u.test(error.message), "a message that acts");
}

function holdsNetrc(given: string): void {
  const netrc = outcome(() => parseNetrc(given), NetrcError);
  if (netrc instanceof Error) return assertTold(netrc);
  for (const value of [...netrc.machines.values(), netrc.otherwise]) {
    assert(value === undefined || /^Basic [A-Za-z0-9+/]+=*$/.test(value), "what can't be sent");
  }
}

function quotedWord(value: string): string {
  return `"${value.replace(/["\\]/g, "\\$&").replaceAll("\t", "\\t")}"`;
}

/** The bits of an address, as many as it has. */
function bitsOf(of: string): string {
  const [base, width, all] = of.includes(":") ? [16, 16, of.split(":")] : [10, 8, of.split(".")];
  return all.map((each) => Number.parseInt(each, base).toString(2).padStart(width, "0")).join("");
}

function holdsNetwork([one, other, bits, port]: [string, string, number, number]): void {
  const endpoint = { host: one, port, tls: false };
  const [own, its] = [bitsOf(one), bitsOf(other)];
  const within = own.length === its.length && bits <= own.length &&
    own.slice(0, bits) === its.slice(0, bits);
  assertEquals(isCovered([`${other}/${bits}`], endpoint), within);
  assert(isCovered([one], endpoint) && isCovered([`${one}/0`], endpoint));
  assertEquals(isCovered([other], endpoint), own === its);
}

function holdsNoProxy([entry, host]: [string, string]): void {
  const entries = parseNoProxy(entry);
  assert(entries.every((each) => each !== "" && !/[\s,]/.test(each)));
  const covered = isCovered(entries, { host, port: 80, tls: false });
  if (!NAME.test(host)) return;
  if (entry === "*") assert(covered);
  if (NAME.test(entry)) assertEquals(covered, host === entry || host.endsWith(`.${entry}`));
  if (entry === `.${host}` || entry === `${host}.` || entry === `${host}:80`) assert(covered);
}

function holdsHtpasswd(given: string): void {
  const logins = outcome(() => parseHtpasswd(given), HtpasswdError);
  if (logins instanceof Error) {
    assert(!logins.message.includes(HASH), "a secret is shown");
    return assertTold(logins);
  }
  assert(logins.length > 0);
  assertEquals(new Set(logins.map(({ user }) => user)).size, logins.length);
  for (const { user } of logins) assert(user !== "" && !/[:\p{Cc}]/u.test(user));
}

function holdsValue([name, given]: [string, string]): void {
  const option = OPTIONS.find(([each]) => each === name)![1];
  const value = outcome(() => parseValue(option, given), UsageError);
  if (value instanceof Error) return assertTold(value);
  if (typeof value === "number") {
    assert(Number.isSafeInteger(value) && value >= 0, "no number to count with");
    if (option.kind === "count") assert(value >= option.min && value <= (option.max ?? Infinity));
    if (option.kind === "duration") assert(value < 2 ** 31 && (value > 0 || option.zero === true));
  } else if (option.kind === "field") {
    assert(isFieldValue((value as { value: string }).value), "what can't be sent");
  }
}

/** The properties of what users write. */
export const FILES: readonly Property[] = [
  property("netrc", netrcs, holdsNetrc),
  property("netrc, written", entries, (all) => {
    const lineOf = ([host, login, password]: readonly [string, string, string]): string =>
      `machine ${host} login ${quotedWord(login)} password ${quotedWord(password)}\n`;
    const fit = all.filter(([, login, password]) => {
      return basicAuthorization(login, password) !== undefined;
    });
    for (const each of all.filter((each) => !fit.includes(each))) {
      assert(outcome(() => parseNetrc(lineOf(each)), NetrcError) instanceof NetrcError);
    }
    const lines = fit.map(lineOf);
    const netrc = parseNetrc(lines.join("# login x\n"));
    for (const host of ["h", "a.b", "::1"]) {
      const first = fit.find(([name]) => name.toLowerCase() === host);
      const wanted = first && basicAuthorization(first[1], first[2]);
      assertEquals(findAuthorization(netrc, host, true), wanted);
    }
  }),
  property(
    "no_proxy",
    fc.tuple(covering, fc.oneof(fc.constantFrom("h", "a.h", "ah", "::1", "10.1.2.3"), text)),
    holdsNoProxy,
  ),
  property(
    "no_proxy, networks",
    fc.tuple(address, address, fc.nat(140), fc.nat(65535)),
    holdsNetwork,
  ),
  property(
    "proxy",
    fc.oneof(text, nearly(fc.constantFrom("h:80", "http://u:p@h", "https://[::1]:1/"))),
    (given) => {
      const proxies = outcome(() => proxiesOf(given, {}), ProxyUrlError);
      if (proxies instanceof Error) return; // its message is escaped by who shows it
      assert(proxies.http === undefined || /^https?:$/.test(proxies.http.protocol));
      assertEquals(proxies.http === undefined, given === "");
    },
  ),
  property("htpasswd", htpasswds, holdsHtpasswd),
  property("record of a part", records, (given) => {
    const read = parseRecord(given);
    for (const { from, to } of read?.spans ?? []) assert(from >= 0 && to > from);
    const { completeOctets = 0, url = "" } = read?.facts ?? {};
    assert(Number.isSafeInteger(completeOctets) && typeof url === "string");
  }),
  property("option value", fc.tuple(fc.constantFrom(...READ), valueText), holdsValue),
  property("config file", fc.tuple(nearly(configs), fc.nat(TABLES.length - 1)), ([config, at]) => {
    const given = new Map([["config", { origin: "--config", texts: ["c"] }]]);
    const sources = { env: () => undefined, readTextFile: () => config };
    const resolved = outcome(() => resolveOptions(TABLES[at]!, given, sources), UsageError);
    if (resolved instanceof Error) assertTold(resolved);
  }),
];
