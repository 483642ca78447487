// Changes to a site that is being served, for tests of what is served afterwards.

/** A request. */
export const get = (target: string, ...fields: string[]): string =>
  [`GET ${target} HTTP/1.1`, "Host: x", ...fields, "", ""].join("\r\n");

/** Something that changes, and what is seen before and after it. */
export interface Change {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly request: string;
  readonly before: string;
  readonly after: string;
  readonly apply: (folder: string) => void;
}

const outside = Deno.makeTempDirSync({ prefix: "ferry-test-outside-" });
Deno.writeTextFileSync(`${outside}/a.txt`, "secret");
globalThis.addEventListener("unload", () => Deno.removeSync(outside, { recursive: true }));
/** Each begins with files that are not changed yet. */
export const CHANGES: readonly Change[] = [
  {
    name: "edited in place",
    files: { "a.txt": "old" },
    request: get("/a.txt"),
    before: "old",
    after: "newer",
    apply: (folder) => Deno.writeTextFileSync(`${folder}/a.txt`, "newer"),
  },
  {
    name: "edited in place, its size and time as before",
    files: { "a.txt": "old" },
    request: get("/a.txt"),
    before: "old",
    after: "new",
    apply: (folder): void => {
      const { mtime } = Deno.statSync(`${folder}/a.txt`);
      Deno.writeTextFileSync(`${folder}/a.txt`, "new");
      Deno.utimeSync(`${folder}/a.txt`, mtime!, mtime!);
    },
  },
  {
    name: "renamed over",
    files: { "a.txt": "old", "b.txt": "new" },
    request: get("/a.txt"),
    before: "old",
    after: "new",
    apply: (folder) => Deno.renameSync(`${folder}/b.txt`, `${folder}/a.txt`),
  },
  {
    name: "deleted",
    files: { "a.txt": "old" },
    request: get("/a.txt"),
    before: "old",
    after: "File not found",
    apply: (folder) => Deno.removeSync(`${folder}/a.txt`),
  },
  {
    name: "exchanged for a link that leads out",
    files: { "a.txt": "old" },
    request: get("/a.txt"),
    before: "old",
    after: "File not found",
    apply: (folder): void => {
      Deno.removeSync(`${folder}/a.txt`);
      Deno.symlinkSync(`${outside}/a.txt`, `${folder}/a.txt`);
    },
  },
  {
    name: "in a folder that is exchanged for a link that leads out",
    files: { "in/a.txt": "old" },
    request: get("/in/a.txt"),
    before: "old",
    after: "File not found",
    apply: (folder): void => {
      Deno.renameSync(`${folder}/in`, `${folder}/away`);
      Deno.symlinkSync(outside, `${folder}/in`);
    },
  },
  {
    name: "given a sibling",
    files: { "a.txt": "old and longer" },
    request: get("/a.txt", "Accept-Encoding: gzip"),
    before: "old and longer",
    after: "pretend gzip",
    apply: (folder) => Deno.writeTextFileSync(`${folder}/a.txt.gz`, "pretend gzip"),
  },
  {
    name: "a page that gets in the way of another (clean URLs)",
    files: { "a.html": "old" },
    request: get("/a"),
    before: "old",
    after: "new",
    apply: (folder) => Deno.writeTextFileSync(`${folder}/a`, "new"),
  },
  {
    name: "the page of a folder, which goes",
    files: { "in/index.html": "old" },
    request: get("/in/"),
    before: "old",
    after: "File not found",
    apply: (folder) => Deno.removeSync(`${folder}/in/index.html`),
  },
];
