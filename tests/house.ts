// The rules of the house: imports go downhill, http/ is pure, files and functions fit the eye.
// Three functions read a module's syntax tree, which Deno's linter makes; the others judge what
// they found. Works under `deno test` only, as `Deno.lint.runPlugin` does.

/** Something in a module, by its first line (from 1). An import's name is the one written. */
export interface Place {
  readonly name: string;
  readonly line: number;
}

/** A function or method; `lines` counts from its first line to its last. */
export interface Span extends Place {
  readonly lines: number;
}

type FunctionNode =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

/** The name of an import whose name the module computes. */
const COMPUTED = "import(...)";

const FUNCTIONS = "FunctionDeclaration, FunctionExpression, ArrowFunctionExpression";

/** The rooms, from the lowest floor up. */
const FLOORS: readonly (readonly string[])[] = [
  ["http/wire/"],
  ["http/semantics/"],
  ["io/"],
  ["serve/", "get/"],
  ["server.ts", "client.ts"],
  ["cli/"],
  ["main.ts"],
  ["mod.ts"],
];

/** What stands beside the house: it may import from every room, and no room imports from it. */
const OUTSIDE = ["tests/", "tools/", "bench/", "types/"];

/** Names that reach for the runtime, a clock, chance or the event loop. */
const EFFECTS = new Set([
  ...["Deno", "process", "globalThis", "self", "navigator", "console", "fetch", "crypto"],
  ...["performance", "Temporal", "setTimeout", "setInterval", "setImmediate", "queueMicrotask"],
  ...["clearTimeout", "clearInterval", "Worker", "WebSocket", "localStorage", "sessionStorage"],
  ...["Promise", "PromiseLike", "AsyncIterable", "AsyncIterator", "AsyncGenerator"],
]);

/** The same, for members; `Date()` and `new Date()` are found by their shape. */
const EFFECT_MEMBERS = new Set(["Date.now", "Math.random"]);

/** Every import of the module `source`, and every export from elsewhere. */
export function importsOf(source: string): Place[] {
  const imports: Place[] = [];
  const add = (node: Deno.lint.Node, name: string | undefined): void => {
    imports.push({ name: name ?? COMPUTED, line: lineAt(source, node.range[0]) });
  };
  visit(source, {
    ImportDeclaration: (node) => add(node, node.source.value),
    ExportAllDeclaration: (node) => add(node, node.source.value),
    ExportNamedDeclaration(node): void {
      if (node.source !== null) add(node, node.source.value);
    },
    ImportExpression: (node) => add(node, literal(node.source)),
    TSImportType(node): void {
      const { argument } = node;
      add(node, argument.type === "TSLiteralType" ? literal(argument.literal) : undefined);
    },
  });
  return imports;
}

/** Every function of the module `source`, but for the bodies of `Deno.test`. */
export function functionsOf(source: string): Span[] {
  const functions: Span[] = [];
  visit(source, {
    [FUNCTIONS](node: FunctionNode): void {
      if (isTestBody(node)) return;
      const line = lineAt(source, node.range[0]);
      const lines = lineAt(source, node.range[1]) - line + 1;
      functions.push({ name: functionName(node), line, lines });
    },
  });
  return functions;
}

/** What in the module `source` makes it impure. */
export function effectsOf(source: string): Place[] {
  const effects: Place[] = [];
  const add = (node: Deno.lint.Node, name: string): void => {
    effects.push({ name, line: lineAt(source, node.range[0]) });
  };
  visit(source, {
    Identifier(node): void {
      if (EFFECTS.has(node.name) && !isLabel(node)) add(node, node.name);
    },
    MemberExpression(node): void {
      const name = memberName(node);
      if (name !== undefined && EFFECT_MEMBERS.has(name)) add(node, name);
    },
    CallExpression(node): void {
      if (isDate(node.callee)) add(node, "Date()");
    },
    NewExpression(node): void {
      if (isDate(node.callee) && node.arguments.length === 0) add(node, "new Date()");
    },
    [FUNCTIONS](node: FunctionNode): void {
      if (node.async) add(node, "async");
    },
    AwaitExpression: (node) => add(node, "await"),
    ForOfStatement(node): void {
      if (node.await) add(node, "for await");
    },
    ImportExpression: (node) => add(node, "import()"),
  });
  return effects;
}

/** What is wrong with the import of `name` by the module at `path`; undefined when nothing is. */
export function importFault(path: string, name: string): string | undefined {
  if (OUTSIDE.some((room) => path.startsWith(room))) return undefined;
  const floor = floorOf(path);
  if (floor === undefined) return "stands in no room";
  if (name === COMPUTED) return "imports by a computed name";
  const target = resolveImport(path, name);
  if (target === undefined) {
    return path.startsWith("http/") ? `imports ${name}, which is outside http/` : undefined;
  }
  const targetFloor = floorOf(target);
  if (targetFloor === undefined) return `imports ${target}, which stands in no room`;
  if (targetFloor > floor) return `imports ${target}, which lies uphill`;
  const ends = new Set([endOf(path), endOf(target)]);
  if (ends.has("serve") && ends.has("get")) {
    return `imports ${target}, but serving and getting never meet`;
  }
  return undefined;
}

/** The project's path of the module that `path` imports by `name`; undefined for packages, data. */
export function resolveImport(path: string, name: string): string | undefined {
  return /^\..*\.ts$/.test(name) ? new URL(name, `file:///${path}`).pathname.slice(1) : undefined;
}

/** The circles of the graph `imports`, each from a module by its imports back to that module. */
export function circles(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const follow = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path]);
    if (start >= 0 || done.has(path)) return;
    for (const target of imports.get(path) ?? []) follow(target, [...trail, path]);
    done.add(path);
  };
  for (const path of imports.keys()) follow(path, []);
  return found;
}

/** The lines of `source`; a line feed ends a line. */
export function lineCount(source: string): number {
  return source.split("\n").length - (source.endsWith("\n") ? 1 : 0);
}

function visit(source: string, visitor: Deno.lint.LintVisitor): void {
  const plugin = { name: "house", rules: { visit: { create: () => visitor } } };
  Deno.lint.runPlugin(plugin, "module.ts", source);
}

function lineAt(source: string, offset: number): number {
  return source.slice(0, offset).split("\n").length;
}

function literal(node: Deno.lint.Node): string | undefined {
  return node.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
}

/** `object.property` where both are plain names. */
function memberName(
  { object, property, computed }: Deno.lint.MemberExpression,
): string | undefined {
  if (computed || object.type !== "Identifier" || property.type !== "Identifier") return undefined;
  return `${object.name}.${property.name}`;
}

function isTestBody({ parent }: FunctionNode): boolean {
  return parent.type === "CallExpression" && parent.callee.type === "MemberExpression" &&
    memberName(parent.callee) === "Deno.test";
}

function functionName(node: FunctionNode): string {
  const own = node.type === "ArrowFunctionExpression" ? null : node.id;
  const { id, key } = node.parent as { id?: Deno.lint.Node | null; key?: Deno.lint.Node };
  const name = own ?? id ?? key;
  return name?.type === "Identifier" ? name.name : "a nameless function";
}

/** Whether a name only names a member, as `console` does in `x.console` and `{ console: 1 }`. */
function isLabel(node: Deno.lint.Identifier): boolean {
  const { computed, property, key } = node.parent as {
    computed?: boolean;
    property?: Deno.lint.Node;
    key?: Deno.lint.Node;
  };
  return !computed && (property === node || key === node);
}

function isDate(node: Deno.lint.Node): boolean {
  return node.type === "Identifier" && node.name === "Date";
}

function floorOf(path: string): number | undefined {
  const floor = FLOORS.findIndex((rooms) =>
    rooms.some((room) => room.endsWith("/") ? path.startsWith(room) : path === room)
  );
  return floor < 0 ? undefined : floor;
}

/** Which of the two ends a module belongs to; undefined for what both may share. */
function endOf(path: string): "serve" | "get" | undefined {
  if (path.startsWith("serve/") || path === "server.ts") return "serve";
  if (path.startsWith("get/") || path === "client.ts") return "get";
  return undefined;
}
