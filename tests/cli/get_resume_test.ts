// The command line that goes on with a download.

import { assertEquals } from "@std/assert";
import { resumeCommand, resumeNumbered } from "../../cli/get_resume.ts";

Deno.test("resumeCommand() adds -C, once, to what a shell will read as the same words", () => {
  const table: [words: string[], line: string][] = [
    [["-O", "http://h/a.iso"], "ferry get -C -O http://h/a.iso"],
    [["http://h/a", "-CO"], "ferry get http://h/a -CO"],
    [["--continue", "-o", "x", "u"], "ferry get --continue -o x u"],
    [["--continue=false", "-o", "x", "u"], "ferry get -C --continue=false -o x u"],
    [["-o", "it's here", "http://h/?a=b&c"], "ferry get -C -o 'it'\\''s here' 'http://h/?a=b&c'"],
    [["-o", "-C", "h", "80", "$x"], "ferry get -C -o -C h 80 '$x'"],
    [["-o", ""], "ferry get -C -o ''"],
  ];
  for (const [words, line] of table) assertEquals(resumeCommand(words), line);
});

Deno.test("resumeCommand() shows no secret", () => {
  const table: [words: string[], line: string][] = [
    [["--user", "u:secret", "-O", "http://h/a"], "the same command and -C"],
    [["-HAuthorization: secret", "-CO", "http://h/a"], "the same command"],
    [["--proxy=http://u:secret@p/", "-O", "http://h/a"], "the same command and -C"],
    [["-O", "HTTP://u:secret@h/a"], "the same command and -C"],
  ];
  for (const [words, line] of table) assertEquals(resumeCommand(words), line);
});

Deno.test("resumeNumbered() names the file whose name -O would not find again", () => {
  const [plain, secret] = ["ferry get -C -O http://h/a.txt", "the same command and -C"];
  const table: [resume: string, part: string, shown: string][] = [
    [plain, "a.txt.part", plain],
    [plain, "d/a.txt.part", plain],
    [plain, "d/a-1.txt.part", "ferry get -C -o d/a-1.txt http://h/a.txt"],
    [secret, "a-1.txt.part", "the same command, -C -o a-1.txt in place of -O"],
  ];
  for (const [resume, part, shown] of table) {
    assertEquals(resumeNumbered(resume, part, "http://h/a.txt"), shown);
  }
});
