// The folder that the pictures show: the same names, sizes and times whenever it is made.
//
// Contract: files hold zeros that take no room on a disk, but for those that are read in a picture.

import { join } from "@std/path";

/** The octets of a name that ends in a slash, which is a folder, are 0. */
const ENTRIES: readonly (readonly [name: string, octets: number, time: string])[] = [
  ["charts/", 0, "2026-11-21T16:40:00Z"],
  ["photos/", 0, "2026-11-22T09:12:00Z"],
  ["crossing.mp4", 48 * 1024 * 1024, "2026-11-22T18:03:00Z"],
  ["fares.json", 1_830, "2026-11-02T08:00:00Z"],
  ["harbour.svg", 6_212, "2026-10-14T11:27:00Z"],
  ["log 9.txt", 48_310, "2026-11-09T21:15:00Z"],
  ["log 10.txt", 51_877, "2026-11-10T21:20:00Z"],
  ["ship's papers.pdf", 2_516_582, "2026-09-30T13:45:00Z"],
  ["timetable.csv", 12_904, "2026-11-20T07:30:00Z"],
];

/** Makes it below `folder`, which exists. */
export async function makeShownFolder(folder: string): Promise<void> {
  for (const [name, octets, time] of ENTRIES) {
    const path = join(folder, name);
    if (name.endsWith("/")) await Deno.mkdir(path);
    else {
      await Deno.writeTextFile(path, "");
      await Deno.truncate(path, octets);
    }
    await Deno.utime(path, new Date(time), new Date(time));
  }
}
