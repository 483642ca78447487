// A thread that says what it may do whenever it is asked, and when it is ready.

import { permittedSlowly } from "./trial.ts";

/** The part of a worker's global scope that is used here. */
interface Scope {
  onmessage: () => void;
  postMessage(message: readonly string[]): void;
}

const scope = globalThis as unknown as Scope;
scope.onmessage = async (): Promise<void> => scope.postMessage(await permittedSlowly());
scope.postMessage([]);
