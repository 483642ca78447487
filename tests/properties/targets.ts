// Targets: a text is read with one meaning or refused, and what is written by the rules is read back:
// request targets, authorities, addresses, paths, segments, target URIs, redirects.

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { SchemeError, UrlError } from "../../get/errors.ts";
import { decodePercent, utf8Text } from "../../get/percent.ts";
import { endpointOf, parseTargetUri, showUri } from "../../get/target_uri.ts";
import { parsePath } from "../../http/semantics/paths.ts";
import { redirectTarget } from "../../http/semantics/redirect.ts";
import { encodeSegment } from "../../http/semantics/segment.ts";
import { isIPv4, isIPv6, parseAuthority } from "../../http/wire/authority.ts";
import { ProtocolError } from "../../http/wire/errors.ts";
import { isFieldValue } from "../../http/wire/encoder.ts";
import { checkHost, parseTarget } from "../../http/wire/target.ts";
import { fieldsOf } from "../support/fields.ts";
import { nearly, pieces, text } from "./odd.ts";
import { outcome, type Property, property } from "./property.ts";

const HOSTS = [
  "h",
  "a.b",
  "127.0.0.1",
  "[::1]",
  "[1:2:3:4:5:6:7:8]",
  "%41",
  "",
  "x_y",
  "1.2.3.256",
];
const PORTS = ["", "", ":", ":80", ":65535", ":65536", ":0", ":+1", ":08080"];
const PATHS = [
  "/",
  "a",
  "b.c",
  ".",
  "..",
  "%2e",
  "%2F",
  "%5c",
  "%00",
  "%c3%a9",
  "%e9",
  "\xc3\xa9",
  "%",
];

const authorities = nearly(
  fc.tuple(fc.constantFrom(...HOSTS), fc.constantFrom(...PORTS)).map(([host, port]) => host + port),
);
const paths = nearly(pieces(PATHS, { max: 6 }).map((rest) => `/${rest}`));
const targets = fc.oneof(
  paths,
  fc.tuple(paths, pieces(["?", "a", "=", "/", "#", "%zz"], { max: 3 })).map((both) =>
    both.join("?")
  ),
  fc.tuple(fc.constantFrom("http://", "https://", "HTTP://", "ftp://", "http:"), authorities, paths)
    .map((all) => all.join("")),
  authorities,
  fc.constant("*"),
);
const group = fc.constantFrom("0", "1", "ffff", "00ab", "A", "12345");
const addresses = nearly(
  fc.tuple(
    fc.array(group, { minLength: 8, maxLength: 8 }),
    fc.nat(8),
    fc.nat(8),
    fc.constantFrom("", "", "1.2.3.4", "255.0.0.256", "01.2.3.4"),
  ).map(([all, from, end, four]) => {
    const last = four === "" ? all : [...all.slice(0, 6), four];
    if (from >= end) return from === 8 && four !== "" ? four : last.join(":");
    return `${last.slice(0, from).join(":")}::${last.slice(end).join(":")}`;
  }),
  [":", "::", ".", "0", "f", "1.2.3.4", "256", "%", "G"],
);
const names = fc.array(text, { maxLength: 3 });
const uris = fc.tuple(
  fc.constantFrom("http://", "http://", "https://", "HTTP://", "ftp://", "", "http:/", "//"),
  fc.constantFrom("", "", "u@", "u:p@", "u:p%40@", "@"),
  authorities,
  fc.oneof(paths, text),
).map((all) => all.join(""));

/** What stands around the characters that only a whole URL would give another meaning. */
const NO_ADDRESS = /[^0-9A-Fa-f:.]/;

function holdsTarget([method, target, host]: [string, string, string]): void {
  const read = outcome(() => parseTarget(method, target), ProtocolError);
  if (read instanceof ProtocolError) assertEquals(read.status, 400);
  else if (read.form === "origin") assertEquals(read.path + read.query, target);
  else if (read.form === "absolute") {
    assert(target.endsWith(read.path + read.query) || read.path === "/", "a path of its own");
  } else if (read.form === "authority") {
    assert(method === "CONNECT" && read.authority.host !== "");
    assert(read.authority.port !== undefined, "a tunnel to nowhere");
  } else assertEquals([method, target], ["OPTIONS", "*"]);
  if (!(read instanceof Error) && (read.form === "origin" || read.form === "absolute")) {
    assert(read.path.startsWith("/") && !/[?#]/.test(read.path) && !read.query.includes("#"));
  }
  if (!isFieldValue(host)) return;
  const checked = outcome(() => checkHost("HTTP/1.1", fieldsOf(`Host: ${host}`)), ProtocolError);
  const isHost = parseAuthority(host.replace(/^[ \t]+|[ \t]+$/g, "")) !== undefined;
  assertEquals(checked === undefined, isHost);
}

function holdsAuthority(given: string): void {
  const read = parseAuthority(given);
  if (read === undefined) return;
  const { host, port } = read;
  assert(!/[\s/?#@\\]/.test(host) && port === undefined || port! <= 0xffff);
  assert(!host.includes(":") || isIPv6(host), "a colon in a name");
  const written = (host.includes(":") ? `[${host}]` : host) +
    (port === undefined ? "" : `:${port}`);
  assertEquals(parseAuthority(written), read);
}

function holdsPath(given: string): void {
  const read = parsePath(given);
  const segments = given.split("/").slice(1);
  const texts = segments.map((segment) => outcome(() => decodeURIComponent(segment), URIError));
  const ascii = /^[\0-\x7f]*$/.test(given);
  if (ascii && texts.some((each) => each instanceof URIError)) assertEquals(read, "malformed");
  if (read === "malformed" || read === "absent") return;
  for (const name of read.names) {
    assert(name !== "" && name !== "." && name !== "..", "a name that is none");
    // deno-lint-ignore no-control-regex
    assert(!/[/\\\x00]/.test(name) && name.isWellFormed(), "a name that leads elsewhere");
  }
  if (ascii) assertEquals<unknown>(read.names, read.folder ? texts.slice(0, -1) : texts);
  const written = `/${read.names.map(encodeSegment).join("/")}${read.folder ? "/" : ""}`;
  assertEquals(parsePath(written.replace(/^\/\/$/, "/")), read);
}

function holdsTargetUri(given: string): void {
  const shown = showUri(given);
  assert(!/^[a-z]+:\/\/[^/\\?#]*@/i.test(shown), "user information is shown");
  const uri = outcome(() => parseTargetUri(given), UrlError, SchemeError);
  if (uri instanceof Error) return;
  assert(uri.protocol === "http:" || uri.protocol === "https:");
  const { host, port, tls } = endpointOf(uri);
  assert(host !== "" && port >= 0 && port <= 0xffff);
  assertEquals(tls, uri.protocol === "https:");
  assert(!/[[\]]/.test(host));
}

/** The properties of targets. */
export const TARGETS: readonly Property[] = [
  property(
    "target",
    fc.tuple(fc.constantFrom("GET", "CONNECT", "OPTIONS", "x"), targets, authorities),
    holdsTarget,
  ),
  property("authority", authorities, holdsAuthority),
  property("address", addresses, (given) => {
    const clean = given !== "" && !NO_ADDRESS.test(given);
    assertEquals(isIPv6(given), clean && URL.canParse(`http://[${given}]/`));
    const four = /^(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){3}$/.test(given) &&
      URL.canParse(`http://${given}/`);
    assertEquals(isIPv4(given), four);
  }),
  property("path", paths, holdsPath),
  property("path of names", fc.tuple(names, fc.boolean()), ([all, folder]) => {
    const fit = all.map((name) => name.toWellFormed()).filter((name) =>
      // deno-lint-ignore no-control-regex
      name !== "" && !/^\.{1,2}$/.test(name) && !/[/\\\x00]/.test(name)
    );
    const slash = folder || fit.length === 0;
    const written = `/${fit.map((name) => `${encodeSegment(name)}/`).join("")}`;
    const path = slash ? written : written.slice(0, -1);
    assertEquals(parsePath(path), { names: fit, folder: slash });
  }),
  property("segment", text, (name) => {
    const segment = encodeSegment(name);
    assert(/^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*$/.test(segment), "not only unreserved characters");
    assertEquals(decodeURIComponent(segment), name.toWellFormed());
    assertEquals(decodePercent(segment), name.toWellFormed());
    assertEquals(decodePercent(encodeURI(name.toWellFormed())).isWellFormed(), true);
    assert(isFieldValue(utf8Text(segment)));
  }),
  property("target URI", fc.oneof(uris, text), holdsTargetUri),
  property("Location", fc.tuple(paths, fc.oneof(targets, nearly(targets))), ([from, location]) => {
    const base = URL.parse(`http://h${from}#x`);
    if (base === null) return;
    const target = redirectTarget(base, location);
    if (target === undefined) return;
    assert(target.protocol === "http:" || target.protocol === "https:");
    assert(target.host !== "" && target.hash !== "", "no host, or a fragment lost");
    assert(/^[!-~]*$/.test(target.pathname + target.search), "a target that can't be sent");
  }),
];
