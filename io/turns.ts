// Turns: long work on the one thread there is, cut up so that other connections live meanwhile.

/** How long work may go on before the others have their turn, in milliseconds. */
const TURN_MS = 8;

/** Work that lasts, and lets others in. */
export class Turns {
  #sinceMs = performance.now();

  /** Whether it is the others' turn; then `pause` is due. */
  get over(): boolean {
    return performance.now() - this.#sinceMs >= TURN_MS;
  }

  /** Lets all else that is due go first. */
  async pause(): Promise<void> {
    await new Promise<void>((resume) => setTimeout(resume, 0));
    this.#sinceMs = performance.now();
  }
}

/** The pieces as one text, made in turns. */
export async function joinInTurns(pieces: Iterable<string>): Promise<string> {
  const turns = new Turns();
  let text = "";
  for (const piece of pieces) {
    text += piece;
    if (turns.over) await turns.pause();
  }
  return text;
}
