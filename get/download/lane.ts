// Lanes: each fetches one assignment after the other, over a connection of its own.
//
// Contract: what fails is tried again where it stopped, as often as the retries of the download allow. A
// lane that the server does not want beside others gives its octets back and ends.

import { TransportError } from "../../io/errors.ts";
import { Attempt, type AttemptEnd, Restart, type Team } from "./attempt.ts";
import { StatusFailure } from "./retry.ts";
import type { Assignment } from "./work.ts";

/** One lane of a team. */
export class Lane {
  readonly #attempt: Attempt;

  constructor(private readonly team: Team, buffer: Uint8Array) {
    this.#attempt = new Attempt(team, buffer);
  }

  /** Works until there is nothing left to be taken. @throws what ends the whole download */
  async run(): Promise<void> {
    const { assembly } = this.team;
    this.team.running++;
    try {
      for (let taken; (taken = assembly.work.take()) !== undefined;) {
        try {
          if (await this.#fetch(taken) === "unwanted") return;
        } finally {
          assembly.release(taken);
        }
      }
    } finally {
      this.team.running--;
    }
  }

  async #fetch(taken: Assignment): Promise<AttemptEnd> {
    const { assembly, retries } = this.team;
    for (;;) {
      try {
        const end = await this.#attempt.run(taken);
        if (end === "unwanted" || taken.next >= taken.end) return end;
      } catch (failure) {
        if (failure instanceof Restart) throw failure;
        if (this.#isUnwanted(failure)) return "unwanted";
        await retries.pause(failure, assembly.received);
      }
    }
  }

  /** Whether the failure says no more than that the server wants fewer connections. */
  #isUnwanted(failure: unknown): boolean {
    if (this.team.running === 1) return false;
    return failure instanceof StatusFailure ||
      (failure instanceof TransportError && failure.phase === "connect");
  }
}
