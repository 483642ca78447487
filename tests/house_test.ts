// Holds every module of the project to the rules of the house (house.ts).

import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import {
  circles,
  effectsOf,
  functionsOf,
  importFault,
  importsOf,
  lineCount,
  resolveImport,
} from "./house.ts";

const ROOT = fromFileUrl(new URL("..", import.meta.url));

const FILE_LINES = 250;
const FUNCTION_LINES = 40;

const NOT_OURS = ["node_modules", "dist"];

/** Every module of the project, its path with `/` between the segments. */
function readModules(): Map<string, string> {
  const modules = new Map<string, string>();
  const walk = (folder: string): void => {
    for (const { name, isDirectory } of Deno.readDirSync(join(ROOT, folder))) {
      if (name.startsWith(".") || NOT_OURS.includes(name)) continue;
      const path = folder + name;
      if (isDirectory) walk(`${path}/`);
      else if (name.endsWith(".ts")) modules.set(path, Deno.readTextFileSync(join(ROOT, path)));
    }
  };
  walk("");
  return modules;
}

const MODULES = readModules();

/** What `judge` finds wrong with each module, as `path:line what`. */
function faults(judge: (path: string, source: string) => string[]): string[] {
  return [...MODULES].flatMap(([path, source]) => judge(path, source).map((fault) => path + fault));
}

Deno.test("the house: every room is looked into", () => {
  const rooms = ["http/wire/", "http/semantics/", "io/", "serve/", "get/", "cli/", "main.ts"];
  for (const room of rooms) {
    assert(MODULES.keys().some((path) => path.startsWith(room)), room);
  }
});

Deno.test("the house: imports go downhill only, and serving and getting never meet", () => {
  const found = faults((path, source) =>
    importsOf(source).flatMap(({ name, line }) => {
      const fault = importFault(path, name);
      return fault === undefined ? [] : [`:${line} ${fault}`];
    })
  );
  assertEquals(found, []);
});

Deno.test("the house: no module imports itself, not even round a corner", () => {
  const graph = new Map([...MODULES].map(([path, source]) => {
    const targets = importsOf(source).map(({ name }) => resolveImport(path, name));
    return [path, targets.filter((target) => target !== undefined)] as const;
  }));
  assertEquals(circles(graph).map((circle) => circle.join(" -> ")), []);
});

Deno.test("the house: http/ is pure", () => {
  const found = faults((path, source) => {
    if (!path.startsWith("http/")) return [];
    return effectsOf(source).map(({ name, line }) => `:${line} ${name}`);
  });
  assertEquals(found, []);
});

Deno.test(`the house: no file has more than ${FILE_LINES} lines`, () => {
  const found = faults((_path, source) => {
    const lines = lineCount(source);
    return lines > FILE_LINES ? [` has ${lines}`] : [];
  });
  assertEquals(found, []);
});

Deno.test(`the house: no function has more than ${FUNCTION_LINES} lines`, () => {
  const found = faults((_path, source) => {
    const long = functionsOf(source).filter(({ lines }) => lines > FUNCTION_LINES);
    return long.map(({ name, line, lines }) => `:${line} ${name} has ${lines}`);
  });
  assertEquals(found, []);
});

Deno.test("the house: a file opens with the comment that is its contract", () => {
  const found = faults((path, source) => {
    return path.endsWith("_test.ts") || /^\/[/*]/.test(source) ? [] : [" opens without"];
  });
  assertEquals(found, []);
});
