// Types of the @std modules that ferry uses. The npm package they come from ships none, so these
// declare what is used and no more, as the modules document it (denoland/std).

declare module "@std/path" {
  export function basename(path: string): string;
  export function dirname(path: string): string;
  export function extname(path: string): string;
  export function fromFileUrl(url: URL | string): string;
  export function join(...paths: string[]): string;
  export function relative(from: string, to: string): string;
  export function resolve(...paths: string[]): string;
  export function toFileUrl(path: string): URL;
  export const SEPARATOR: "/" | "\\";
}

declare module "@std/media-types" {
  /** The Content-Type of an extension (`.html` or `html`), with its charset where it has one. */
  export function contentType(extensionOrType: string): string | undefined;
}

declare module "@std/html" {
  /** Escapes `& < > " '` for HTML text and attribute values. */
  export function escape(text: string): string;
}

declare module "@std/yaml" {
  /** The values of each document; YAML 1.2 with the core schema. */
  export function parseAll(text: string): unknown;
}

declare module "@std/assert" {
  type Constructor<T> = new (...args: never[]) => T;
  export function assert(condition: unknown, message?: string): asserts condition;
  export function assertEquals<T>(actual: T, expected: T, message?: string): void;
  export function assertNotEquals<T>(actual: T, expected: T, message?: string): void;
  export function assertStrictEquals<T>(
    actual: unknown,
    expected: T,
    message?: string,
  ): asserts actual is T;
  export function assertExists<T>(actual: T, message?: string): asserts actual is NonNullable<T>;
  export function assertMatch(actual: string, expected: RegExp, message?: string): void;
  export function assertNotMatch(actual: string, expected: RegExp, message?: string): void;
  export function assertStringIncludes(actual: string, expected: string, message?: string): void;
  export function assertGreater<T>(actual: T, expected: T, message?: string): void;
  export function assertLess<T>(actual: T, expected: T, message?: string): void;
  export function assertInstanceOf<T>(
    actual: unknown,
    expected: abstract new (...args: never[]) => T,
    message?: string,
  ): asserts actual is T;
  export function assertThrows(run: () => unknown): unknown;
  export function assertThrows<E extends Error>(
    run: () => unknown,
    expected: Constructor<E>,
    includes?: string,
  ): E;
  export function assertRejects(run: () => PromiseLike<unknown>): Promise<unknown>;
  export function assertRejects<E extends Error>(
    run: () => PromiseLike<unknown>,
    expected: Constructor<E>,
    includes?: string,
  ): Promise<E>;
  export function fail(message?: string): never;
}
