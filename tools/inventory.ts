// What an executable is made of, as a CycloneDX 1.6 document (ECMA-424): ferry, the packages its modules
// import, and Deno's runtime base.
//
// Contract: pure, and the same for the same input: no time, no serial number.

import { Buffer } from "node:buffer";
import type { Graph } from "./lock.ts";

/** A package, as it is listed. */
export interface Listed {
  readonly name: string;
  readonly version: string;
  /** As its package.json has it: an SPDX expression. */
  readonly licence: string;
  /** As deno.lock has it: `sha512-` and Base64. */
  readonly integrity: string;
  /** As `name@version`, what it imports. */
  readonly dependencies: readonly string[];
}

/** All that is listed. */
export interface Inventory {
  readonly ferry: { readonly version: string; readonly licence: string };
  /** Of the executable; in hexadecimal. */
  readonly sha256: string;
  /** The version of Deno whose base it has. */
  readonly deno: string;
  readonly packages: readonly Listed[];
  /** As `name@version`, those that ferry's own modules import. */
  readonly direct: readonly string[];
}

/** A part of a CycloneDX document; JSON. */
export type Part = Readonly<Record<string, unknown>>;

/** A document. */
export interface Document extends Part {
  readonly components: readonly Part[];
}

/** What the modules of `graph` import, and what that leads to, as `name@version`, sorted. */
export function reached(graph: Graph): { readonly direct: string[]; readonly all: string[] } {
  const imported = graph.modules.map(({ npmPackage }) => npmPackage);
  const direct = [...new Set(imported.filter((key) => key !== undefined))].sort();
  const all = new Set<string>();
  const waiting = [...direct];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (all.has(key)) continue;
    all.add(key);
    waiting.push(...graph.npmPackages[key]?.dependencies ?? []);
  }
  return { direct, all: [...all].sort() };
}

/** The version of Deno that an executable names, where it names one. */
export function denoIn(executable: Uint8Array): string | undefined {
  const octets = Buffer.from(executable.buffer, executable.byteOffset, executable.byteLength);
  for (let at = octets.indexOf("Deno/"); at >= 0; at = octets.indexOf("Deno/", at + 1)) {
    const text = octets.toString("latin1", at, at + 24);
    const version = /^Deno\/(\d{1,3}\.\d{1,3}\.\d{1,3})(?!\.?\d)/.exec(text)?.[1];
    if (version !== undefined) return version;
  }
  return undefined;
}

/** The document. */
export function documentOf({ ferry, sha256, deno, packages, direct }: Inventory): Document {
  const ferryRef = `pkg:generic/ferry@${ferry.version}`;
  const denoRef = `pkg:github/denoland/deno@v${deno}`;
  const refs = packages.map(refOf);
  const dependsOn = (keys: readonly string[]): string[] =>
    packages.filter((each) => keys.includes(keyOf(each))).map(refOf);
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": ferryRef,
        name: "ferry",
        version: ferry.version,
        licenses: licencesOf(ferry.licence),
        hashes: [{ alg: "SHA-256", content: sha256 }],
      },
    },
    components: [componentOfDeno(deno, denoRef), ...packages.map(componentOf)],
    dependencies: [
      { ref: ferryRef, dependsOn: [denoRef, ...dependsOn(direct)] },
      ...packages.map((each) => ({ ref: refOf(each), dependsOn: dependsOn(each.dependencies) })),
    ],
    // What Deno itself is made of is told by its own project.
    compositions: [
      { aggregate: "complete", dependencies: [ferryRef, ...refs] },
      { aggregate: "unknown", dependencies: [denoRef] },
    ],
  };
}

function componentOfDeno(version: string, ref: string): Part {
  return {
    type: "platform",
    "bom-ref": ref,
    name: "deno",
    version,
    description: "the runtime base (denort), with V8",
    purl: ref,
    licenses: licencesOf("MIT"),
  };
}

function componentOf(listed: Listed): Part {
  const [group, name] = listed.name.startsWith("@") ? listed.name.split("/") : [, listed.name];
  return {
    type: "library",
    "bom-ref": refOf(listed),
    ...(group === undefined ? {} : { group }),
    name,
    version: listed.version,
    purl: refOf(listed),
    licenses: licencesOf(listed.licence),
    hashes: [{ alg: "SHA-512", content: hexOf(listed.integrity) }],
  };
}

function keyOf({ name, version }: Listed): string {
  return `${name}@${version}`;
}

/** Its package URL, which also tells it from the others. */
function refOf({ name, version }: Listed): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

function licencesOf(licence: string): Part[] {
  return /[ ()]/.test(licence) ? [{ expression: licence }] : [{ license: { id: licence } }];
}

function hexOf(integrity: string): string {
  const octets = atob(integrity.slice("sha512-".length));
  return Array.from(octets, (octet) => octet.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
