// The gate to a folder that is empty yet: until something is in it, a stand-in is shown.
//
// Contract: the folder is looked at for each thing that is opened, as long as it is empty; once it was
// not, it is served for good, whatever becomes of it.

import type {
  Entry,
  FolderIdentity,
  Gate,
  OpenFile,
  OpenFolder,
  Refusal,
  States,
} from "../gate.ts";
import type { DiskGate } from "./disk_gate.ts";

/** Opens what one of two gates leads to. */
export class StandInGate implements Gate {
  readonly states: States = {
    isUnchanged: (state, nowMs) => this.#gate().states.isUnchanged(state, nowMs),
    namesBeside: (state, endings, nowMs) => this.#gate().states.namesBeside(state, endings, nowMs),
  };
  #isFilled = false;

  constructor(private readonly folder: DiskGate, private readonly standIn: Gate) {}

  open(names: readonly string[]): OpenFile | OpenFolder | Refusal {
    return this.#gate().open(names);
  }

  glance(names: readonly string[]): number | undefined {
    return this.#gate().glance(names);
  }

  list(folder: OpenFolder): Promise<Entry[] | Refusal> {
    return this.#gate().list(folder);
  }

  identify(folder: OpenFolder): FolderIdentity | undefined {
    return this.#gate().identify(folder);
  }

  #gate(): Gate {
    if (this.#isFilled) return this.folder;
    try {
      this.#isFilled = !this.folder.isEmpty();
      return this.#isFilled ? this.folder : this.standIn;
    } catch {
      return this.folder; // what can't be looked into is not empty: its gate says what is wrong
    }
  }
}
