// The list of what is embedded: the document, and that it names what dist/ferry holds.

import { assert, assertEquals } from "@std/assert";
import { denoIn, documentOf, type Inventory, reached } from "../../tools/inventory.ts";
import { readInventory } from "../../tools/sbom.ts";
import { FERRY } from "../support/program.ts";

const inventory: Inventory = {
  ferry: { version: "1.2.3", licence: "MIT" },
  sha256: "ab".repeat(32),
  deno: "2.9.6",
  packages: [
    {
      name: "@peculiar/utils",
      version: "2.0.3",
      licence: "MIT",
      integrity: "sha512-AAEC",
      dependencies: ["tslib@2.9.1"],
    },
    {
      name: "tslib",
      version: "2.9.1",
      licence: "(MIT OR 0BSD)",
      integrity: "sha512-/w==",
      dependencies: [],
    },
  ],
  direct: ["@peculiar/utils@2.0.3"],
};

Deno.test("documentOf() lists Deno and each package with licence, integrity and package URL", () => {
  const [deno, ...packages] = documentOf(inventory).components;
  assertEquals([deno?.["name"], deno?.["version"]], ["deno", "2.9.6"]);
  assertEquals(packages, [
    {
      type: "library",
      "bom-ref": "pkg:npm/%40peculiar/utils@2.0.3",
      group: "@peculiar",
      name: "utils",
      version: "2.0.3",
      purl: "pkg:npm/%40peculiar/utils@2.0.3",
      licenses: [{ license: { id: "MIT" } }],
      hashes: [{ alg: "SHA-512", content: "000102" }],
    },
    {
      type: "library",
      "bom-ref": "pkg:npm/tslib@2.9.1",
      name: "tslib",
      version: "2.9.1",
      purl: "pkg:npm/tslib@2.9.1",
      licenses: [{ expression: "(MIT OR 0BSD)" }],
      hashes: [{ alg: "SHA-512", content: "ff" }],
    },
  ]);
});

Deno.test("documentOf() tells what depends on what", () => {
  assertEquals(documentOf(inventory)["dependencies"], [
    {
      ref: "pkg:generic/ferry@1.2.3",
      dependsOn: ["pkg:github/denoland/deno@v2.9.6", "pkg:npm/%40peculiar/utils@2.0.3"],
    },
    { ref: "pkg:npm/%40peculiar/utils@2.0.3", dependsOn: ["pkg:npm/tslib@2.9.1"] },
    { ref: "pkg:npm/tslib@2.9.1", dependsOn: [] },
  ]);
});

Deno.test("reached() follows dependencies, once each and in circles too, and leaves out the rest", () => {
  const packageOf = (...dependencies: string[]): Record<string, unknown> => ({ dependencies });
  const graph = {
    modules: [{}, { npmPackage: "a@1" }, { npmPackage: "a@1" }],
    npmPackages: { "a@1": packageOf("b@1"), "b@1": packageOf("a@1", "c@2"), "c@2": packageOf() },
  };
  const all = { ...graph.npmPackages, "tests-only@1": packageOf("c@2") };
  assertEquals(reached({ ...graph, npmPackages: all } as never), {
    direct: ["a@1"],
    all: ["a@1", "b@1", "c@2"],
  });
});

Deno.test("denoIn() finds a version, not what only looks like one", () => {
  const table: [text: string, version: string | undefined][] = [
    ["xDeno/2.7.11+6ddbb09y", "2.7.11"],
    ["Deno/ Deno/KV Deno/2.9.6", "2.9.6"],
    ["DenDeno/2.9.6\0", "2.9.6"],
    ["Deno/2.9", undefined],
    ["Deno", undefined],
    ["", undefined],
  ];
  for (const [text, version] of table) {
    assertEquals(denoIn(new TextEncoder().encode(text)), version, text);
  }
});

Deno.test("the list names every package whose modules are in the executable, and no other", async () => {
  const { packages, deno, sha256 } = await readInventory();
  const text = new TextDecoder("latin1").decode(await Deno.readFile(FERRY));
  // The bundler writes above each module what it is of.
  const marks = text.matchAll(/\/\/ ((?:@[\w.-]+\/)?[\w.-]+@\d+\.\d+\.\d+)\/[\w./-]+\.m?js\n/g);
  const embedded = [...new Set(Array.from(marks, ([, key = ""]) => key))].sort();
  assert(embedded.length > 0);
  assertEquals(packages.map(({ name, version }) => `${name}@${version}`).sort(), embedded);
  assert(text.includes(`Deno/${deno}`));
  assertEquals(sha256.length, 64);
});
