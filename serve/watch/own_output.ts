// Own output: the files that stdout and stderr are led into.
//
// Contract: a log in the folder that is served grows with each request; were that a change, each reload
// would cause the next.

import { fstatSync } from "node:fs";

const STDOUT = 1;
const STDERR = 2;

/** Tells whether there is such a file at a path. */
export function findOwnOutput(): (path: string) => boolean {
  const files = [STDOUT, STDERR].flatMap((descriptor) => {
    try {
      const { dev, ino } = fstatSync(descriptor);
      return [{ dev, ino }];
    } catch {
      return []; // it is closed
    }
  });
  return (path) => {
    try {
      const { dev, ino, isFile } = Deno.statSync(path);
      return isFile && files.some((file) => file.dev === dev && file.ino === ino);
    } catch {
      return false; // what is gone is nobody's output
    }
  };
}
