// Names made from URLs: each rule with the URL that would break it.

import { assert, assertEquals } from "@std/assert";
import { nameFromUri, numberedName } from "../../../get/files/naming.ts";

const octetCount = (name: string): number => new TextEncoder().encode(name).length;

Deno.test("nameFromUri() gives the last segment, decoded once", () => {
  const table: [path: string, name: string][] = [
    ["/a.txt", "a.txt"],
    ["/a/b/c.tar.gz?x=/y#z", "c.tar.gz"],
    ["/a%20b.txt", "a b.txt"],
    ["/%C3%BC.txt", "ü.txt"],
    ["/ü.txt", "ü.txt"],
    ["/a%2520b", "a%20b"],
    ["/100%", "100%"],
    ["/%ff.txt", "\ufffd.txt"],
    ["/", "index.html"],
    ["", "index.html"],
    ["/docs/", "index.html"],
    ["/-rf", "-rf"],
    ["/a:b", "a:b"],
  ];
  for (const [path, name] of table) {
    assertEquals(nameFromUri(new URL(`http://h${path}`), false), name, path);
  }
});

Deno.test("nameFromUri() gives no name that leads elsewhere, hides or acts", () => {
  const table: [segment: string, name: string][] = [
    ["%2e%2e", "index.html"],
    ["%2e%2e%2fetc%2fpasswd", "passwd"],
    ["..%5c..%5cboot.ini", "boot.ini"],
    ["a%2f", "index.html"],
    [".bashrc", "bashrc"],
    ["%2e%2e%2e.x", "x"],
    ["a.%20.", "a"],
    ["%20a", "a"],
    ["a%00.txt", "a.txt"],
    ["a%0d%0ab%1b%5b31m", "ab[31m"],
    ["a%C2%9Bb", "ab"],
    ["gpj.%E2%80%AEexe.txt", "gpj.exe.txt"],
    ["con", "_con"],
    ["NUL.txt", "_NUL.txt"],
    ["com1.tar.gz", "_com1.tar.gz"],
    ["aux%20.c", "_aux .c"],
    ["console", "console"],
    ["com10", "com10"],
  ];
  for (const [segment, name] of table) {
    assertEquals(nameFromUri(new URL(`http://h/x/${segment}`), false), name, segment);
  }
});

Deno.test("nameFromUri() replaces what Windows reserves, on Windows", () => {
  assertEquals(nameFromUri(new URL("http://h/a:b%3f*.txt"), true), "a_b__.txt");
});

Deno.test("nameFromUri() cuts long names between characters and keeps the extension", () => {
  for (const stem of ["x".repeat(300), "ü".repeat(300), "😀".repeat(300), "a" + "ü".repeat(300)]) {
    const name = nameFromUri(new URL(`http://h/${stem}.tar.gz`));
    assert(octetCount(`${name}.part`) <= 255 && octetCount(name) > 240, name);
    assert(name.endsWith(".tar.gz") && name.isWellFormed(), name);
    const numbered = numberedName(name, 12);
    assert(octetCount(`${numbered}.part`) <= 255 && numbered.endsWith("-12.tar.gz"), numbered);
  }
  assertEquals(octetCount(nameFromUri(new URL(`http://h/x.${"y".repeat(300)}`))), 244);
});

Deno.test("numberedName() puts the number before the extension", () => {
  const table: [name: string, number: number, numbered: string][] = [
    ["a.txt", 0, "a.txt"],
    ["a.txt", 1, "a-1.txt"],
    ["a", 2, "a-2"],
    ["a.tar.gz", 3, "a-3.tar.gz"],
    ["a.b.txt", 4, "a.b-4.txt"],
    ["Dr. Who", 5, "Dr. Who-5"],
  ];
  for (const [name, number, numbered] of table) assertEquals(numberedName(name, number), numbered);
});
