// Records: what is written is what is read, and nothing else passes for one.

import { assert, assertEquals } from "@std/assert";
import { parseRecord, PartRecord } from "../../../get/files/record.ts";
import { TempFolder } from "../../support/program.ts";

const FACTS = { url: "http://h/a", entityTag: '"x"', ifRange: '"x"', completeOctets: 1000 };
const HEAD = JSON.stringify({ ferry: 1, ...FACTS });

Deno.test("parseRecord() reads what is whole, and no line that was cut off", () => {
  const table: [text: string, spans: [number, number][] | undefined][] = [
    [`${HEAD}\n`, undefined],
    [`${HEAD}\n0-499\n`, [[0, 500]]],
    [`${HEAD}\n0-499\n750-999\n`, [[0, 500], [750, 1000]]],
    [`${HEAD}\n0-499\n750-9`, [[0, 500]]],
    [`${HEAD}\n0-4`, undefined],
    [`${HEAD}\nranges\n`, []],
    [`${HEAD}\nranges\n0-499\n`, [[0, 500]]],
    [`${HEAD}\nrang`, undefined],
  ];
  for (const [text, spans] of table) {
    const record = parseRecord(text);
    assertEquals(record?.spans?.map(({ from, to }) => [from, to]), spans, text);
    assertEquals(record?.facts.completeOctets, 1000);
  }
});

Deno.test("parseRecord() takes nothing else for a record", () => {
  const table = [
    "",
    HEAD,
    "\n",
    "null\n",
    "[]\n",
    "{}\n",
    `${HEAD}\n5-4\n`,
    `${HEAD}\n-4\n`,
    `${HEAD}\n4\n`,
    `${HEAD}\n1-2-3\n`,
    `${HEAD}\n 1-2\n`,
    `${HEAD}\n1e3-2000\n`,
    `${HEAD}\n\n`,
    `${HEAD}\n0-4\nranges\n`,
    '{"ferry":2,"url":"x"}\n',
    '{"ferry":1}\n',
    '{"ferry":1,"url":5}\n',
    '{"ferry":1,"url":"x","completeOctets":-1}\n',
    '{"ferry":1,"url":"x","completeOctets":1.5}\n',
    '{"ferry":1,"url":"x","completeOctets":"5"}\n',
    '{"ferry":1,"url":"x","ifRange":{}}\n',
  ];
  for (const text of table) assertEquals(parseRecord(text), undefined, text);
});

Deno.test("PartRecord is locked while it is open, and read again afterwards", async () => {
  await using folder = await TempFolder.create();
  const path = folder.file("r");
  const record = PartRecord.create(path, FACTS);
  record.note({ from: 0, to: 10 });
  record.note({ from: 10, to: 10 });
  assertEquals(PartRecord.open(path), "locked");
  assertEquals(PartRecord.clear(path), false);
  record.close();
  const again = PartRecord.open(path);
  assert(again instanceof PartRecord);
  again.note({ from: 20, to: 30 });
  again.close();
  const last = PartRecord.open(path);
  assert(last instanceof PartRecord);
  assertEquals([last.spans, last.facts.ifRange], [
    [{ from: 0, to: 10 }, { from: 20, to: 30 }],
    '"x"',
  ]);
  last.remove();
  assertEquals([PartRecord.open(path), folder.names()], [undefined, []]);
});

Deno.test({
  name: "PartRecord replaces a link of its name, and follows none",
  ignore: Deno.build.os === "windows",
  async fn(): Promise<void> {
    await using folder = await TempFolder.create();
    const [path, victim] = [folder.file("r"), folder.file("victim")];
    await Deno.writeTextFile(victim, `${HEAD}\n`);
    await Deno.symlink(victim, path);
    assertEquals([PartRecord.open(path), PartRecord.clear(path)], [undefined, true]);
    PartRecord.create(path, FACTS).close();
    assertEquals(await Deno.readTextFile(victim), `${HEAD}\n`);
    assert((await Deno.lstat(path)).isFile);
  },
});
