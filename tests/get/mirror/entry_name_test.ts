// Names from listings: what a file may have, and what is refused.

import { assertEquals } from "@std/assert";
import { decodeName, nameFault, nameKey } from "../../../get/mirror/entry_name.ts";

const SEPARATOR = "it holds a slash or a backslash";
const CONTROL = "it holds a control character";
const LONG = "it is longer than 255 octets";

Deno.test("nameFault() takes every name that a file can have, as it is", () => {
  const names = ["a", ".bashrc", "...", "a b", " a ", "100%", "%2e%2e", "a#b", "q?x=1", '"', "a:b"];
  names.push("C:", "aux", "con.txt", "é", "😀", "a\u202eb", "~", "*", "&lt;", "a".repeat(255));
  for (const name of names) assertEquals(nameFault(name, false), undefined, name);
});

Deno.test("nameFault() refuses what leads elsewhere, acts, or is none", () => {
  const table: [name: string, fault: string][] = [
    ["", "it is empty"],
    [".", "it is a dot segment"],
    ["..", "it is a dot segment"],
    ["../x", SEPARATOR],
    ["/etc/passwd", SEPARATOR],
    ["a/b", SEPARATOR],
    ["..\\x", SEPARATOR],
    ["a\0b", CONTROL],
    ["a\nb", CONTROL],
    ["\x1b[2J", CONTROL],
    ["a\x7f", CONTROL],
    ["a\x9b", CONTROL],
    ["a\ud800", "it is not Unicode"],
    ["a".repeat(256), LONG],
    ["é".repeat(128), LONG],
  ];
  for (const [name, fault] of table) {
    assertEquals(nameFault(name, false), fault, JSON.stringify(name));
    assertEquals(nameFault(name, true), fault, JSON.stringify(name));
  }
});

Deno.test("nameFault() refuses on Windows what is another file or a device there", () => {
  const table: [name: string, fault: string][] = [
    ["aux", "it is a device on Windows"],
    ["NUL.txt", "it is a device on Windows"],
    ["com1", "it is a device on Windows"],
    ["a:b", "it holds a character that Windows reserves"],
    ["C:", "it holds a character that Windows reserves"],
    ["*", "it holds a character that Windows reserves"],
    ["a.", "it ends in a dot or a space, which Windows cuts off"],
    ["a ", "it ends in a dot or a space, which Windows cuts off"],
  ];
  for (const [name, fault] of table) assertEquals(nameFault(name, true), fault, name);
  for (const name of ["console", "a.b", ".a", "a b"]) {
    assertEquals(nameFault(name, true), undefined);
  }
});

Deno.test("decodeName() decodes once, and nothing that is not UTF-8", () => {
  const table: [segment: string, name: string | undefined][] = [
    ["a%20b", "a b"],
    ["%252e%252e", "%2e%2e"],
    ["%F0%9F%98%80", "😀"],
    ["%EF%BB%BFa", "\ufeffa"],
    ["a+b", "a+b"],
    ["%", undefined],
    ["%zz", undefined],
    ["%ff", undefined],
    ["%c0%af", undefined],
    ["%ed%a0%80", undefined],
  ];
  for (const [segment, name] of table) assertEquals(decodeName(segment), name, segment);
});

Deno.test("nameKey() tells names apart as the file system does", () => {
  assertEquals([nameKey("A", false), nameKey("A", true)], ["A", "a"]);
  assertEquals(nameKey("e\u0301", true), nameKey("É", true));
});
