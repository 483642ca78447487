// Faults amid the writing of a part: its record claims nothing that is not there.

import { assert, assertEquals } from "@std/assert";
import { PartFile } from "../../get/files/part_file.ts";
import { downloadInto } from "../support/download.ts";
import { noise, Origin } from "../support/origin.ts";
import { TempFolder } from "../support/program.ts";

const naming = (): Promise<string> => Promise.reject(new Error("it is not whole"));

Deno.test("fault: killed before any segment was noted: what lies between them is not taken for there", async () => {
  await using folder = await TempFolder.create();
  const path = folder.file("a.part");
  const part = PartFile.create(path, { url: "", ifRange: '"x"', completeOctets: 5_000 }, naming);
  assert(part !== undefined);
  part.allowAnyOrder();
  part.write(new Uint8Array(10), 4_000);
  part.leave(); // as a kill does
  const again = PartFile.resume(path, naming);
  assertEquals([...again?.spans ?? ["nothing"]], []);
  again?.leave();
});

Deno.test("fault: a write that fails is noted by no segment, and -C fetches what it had", async () => {
  await using folder = await TempFolder.create();
  const content = noise(1_500_000);
  await using origin = new Origin({ content, entityTag: '"one"' });
  const path = folder.file("a");
  const { writeSync } = Deno.FsFile.prototype;
  let left = 700_000;
  Deno.FsFile.prototype.writeSync = function (octets): number {
    if (octets.length < 1_000) return writeSync.call(this, octets); // the record
    if ((left -= octets.length) < 0) throw new Error("No space left on device (os error 28)");
    return writeSync.call(this, octets);
  };
  try {
    const { error } = await downloadInto(path, origin.url, { connections: 3 });
    assertEquals(error?.message, `Cannot write ${path}.part: No space left on device; make room`);
  } finally {
    Deno.FsFile.prototype.writeSync = writeSync;
  }
  const options = { connections: 3, continuing: true };
  const { error } = await downloadInto(path, origin.url, options);
  assertEquals([error, folder.names()], [undefined, ["a"]]);
  assertEquals(await Deno.readFile(path), content);
});
