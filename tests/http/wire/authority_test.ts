import { assertEquals } from "@std/assert";
import { isIPv4, isIPv6, parseAuthority } from "../../../http/wire/authority.ts";

/** Text, host, port. */
const AUTHORITIES: readonly (readonly [string, string, number | undefined])[] = [
  ["a", "a", undefined],
  ["a:80", "a", 80],
  ["a:0", "a", 0],
  ["a:65535", "a", 65_535],
  ["a:00080", "a", 80],
  ["a:", "a", undefined],
  ["", "", undefined],
  [":80", "", 80],
  ["A-b_c.~!$&'()*+,;=", "A-b_c.~!$&'()*+,;=", undefined],
  ["a%2Fb%e9", "a%2Fb%e9", undefined],
  ["xn--bcher-kva.example", "xn--bcher-kva.example", undefined],
  ["1.2.3.4:5", "1.2.3.4", 5],
  ["999.2.3.4", "999.2.3.4", undefined], // no IPv4address, but a reg-name (RFC 3986 §3.2.2)
  ["[::1]", "::1", undefined],
  ["[::1]:80", "::1", 80],
  ["[::1]:", "::1", undefined],
  ["[2001:DB8::1.2.3.4]:80", "2001:DB8::1.2.3.4", 80],
];

const NO_AUTHORITIES: readonly string[] = [
  "a:b",
  "a:-1",
  "a:+80",
  "a:8 0",
  "a: 80",
  "a:80 ",
  "a:0x50",
  "a:65536",
  "a:99999999999999999999",
  "a:80:80",
  "a::80",
  "::1",
  "a b",
  " a",
  "a\n",
  "a/",
  "a?",
  "a#",
  "a@b",
  "@a",
  "u:p@a",
  "a\\b",
  "a|b",
  'a"b',
  "<a>",
  "a%",
  "a%2",
  "a%zz",
  "\xe9",
  "\0",
  "[",
  "]",
  "[]",
  "[]:80",
  "[::1",
  "::1]",
  "[::1]80",
  "[::1]a:80",
  "[::1]]",
  "[[::1]]",
  "a[::1]",
  "[a]",
  "[1.2.3.4]",
  "[::1%25lo]",
  "[::1%lo]",
  "[::1]:65536",
  "[::1]:80:80",
  "[v1.x]",
];

/** RFC 4291 §2.2, RFC 3986 §3.2.2. */
const IPV6: readonly string[] = [
  "::",
  "::1",
  "1::",
  "0:0:0:0:0:0:0:0",
  "1:2:3:4:5:6:7:8",
  "1:2:3:4:5:6:7::",
  "::2:3:4:5:6:7:8",
  "1:2:3::5:6:7:8",
  "fe80::abCD:EF01",
  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
  "::1.2.3.4",
  "::ffff:255.255.255.255",
  "1:2:3:4:5:6:1.2.3.4",
  "1:2:3:4:5::1.2.3.4",
];

const NO_IPV6: readonly string[] = [
  "",
  ":",
  ":::",
  "::::",
  "1",
  "1:",
  ":1",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:",
  ":1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "1:2:3:4:5:6:7:8::",
  "::1:2:3:4:5:6:7:8",
  "1::2::3",
  "1:::2",
  ":1::2",
  "1::2:",
  "12345::",
  "::g",
  ":: 1",
  "::-1",
  "1.2.3.4",
  "1.2.3.4::",
  "::1.2.3.4:1",
  "1.2.3.4::1",
  "::1.2.3",
  "::1.2.3.256",
  "1:2:3:4:5:6:7:1.2.3.4",
  "1:2:3:4:5:6::1.2.3.4",
  "::1%lo",
  "[::1]",
];

const IPV4: readonly string[] = ["0.0.0.0", "127.0.0.1", "255.255.255.255", "1.20.199.249"];

const NO_IPV4: readonly string[] = [
  "",
  "1",
  "1.2.3",
  "1.2.3.4.5",
  "1.2.3.",
  ".1.2.3",
  "1..2.3",
  "256.0.0.0",
  "1.2.3.999",
  "01.2.3.4",
  "1.2.3.04",
  "0x1.2.3.4",
  "1.2.3.4 ",
  "1.2.3.-4",
  "1.2.3.+4",
  "1.2.3.1e1",
  "\xb9.2.3.4",
];

for (const [text, host, port] of AUTHORITIES) {
  Deno.test(`parseAuthority() gives host and port when the text is ${JSON.stringify(text)}`, () => {
    assertEquals(parseAuthority(text), { host, port });
  });
}

for (const text of NO_AUTHORITIES) {
  Deno.test(`parseAuthority() gives nothing when the text is ${JSON.stringify(text)}`, () => {
    assertEquals(parseAuthority(text), undefined);
  });
}

for (
  const [parse, expected, texts] of [
    [isIPv6, true, IPV6],
    [isIPv6, false, NO_IPV6],
    [isIPv4, true, IPV4],
    [isIPv4, false, NO_IPV4],
  ] as const
) {
  for (const text of texts) {
    Deno.test(`${parse.name}() gives ${expected} when the text is ${JSON.stringify(text)}`, () => {
      assertEquals(parse(text), expected);
    });
  }
}
