// A terminal's screen: what is to be seen of the octets that a program has written on it. Pure.
//
// Contract: knows the controls that ferry, a shell and a line discipline use: CR, LF, BS, the cursor up,
// erasing, and colours (ECMA-48 §8.3). Other sequences are passed over. Lines that leave at the top are gone.

/** How characters look: classes of `drawing.ts`, as `b` for bold or `c2` for green; "" for plain. */
export type Style = string;

/** Characters beside each other that look alike. */
export interface Run {
  readonly column: number;
  readonly text: string;
  readonly style: Style;
}

interface Cell {
  readonly character: string;
  readonly style: Style;
}

// deno-lint-ignore no-control-regex -- they are what is looked for
const TOKENS = /\x1b\[([?\d;]*)([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.|./gsu;

/** Foreground and weight of "Select Graphic Rendition"; what is not here changes nothing. */
const WEIGHTS: Readonly<Record<number, string>> = { 1: "b", 2: "d", 4: "u" };
const COLOURS = 8;

/** A screen of so many columns and rows. */
export class Screen {
  readonly #lines: Cell[][] = [[]];
  #row = 0;
  #column = 0;
  #weight = "";
  #colour = "";

  constructor(private readonly columns: number, private readonly rows: number) {}

  /** Takes text; a sequence is never cut in two. */
  write(text: string): void {
    for (const [token, parameters, final] of text.matchAll(TOKENS)) {
      if (final !== undefined) this.#control(final, parameters ?? "");
      else this.#take(token);
    }
  }

  /** The lines from top to bottom, each as its runs; blanks at the end are left out. */
  lines(): Run[][] {
    return this.#lines.map(runsOf);
  }

  #take(token: string): void {
    if (token === "\r") this.#column = 0;
    else if (token === "\n") this.#feed();
    else if (token === "\b") this.#column = Math.max(0, this.#column - 1);
    else if (token >= " " && token !== "\x7f") this.#put(token);
  }

  #put(character: string): void {
    if (this.#column >= this.columns) {
      this.#column = 0;
      this.#feed();
    }
    const line = this.#line();
    while (line.length < this.#column) line.push({ character: " ", style: "" });
    const style = [this.#weight, this.#colour].filter((part) => part !== "").join(" ");
    line[this.#column++] = { character, style };
  }

  #feed(): void {
    this.#row++;
    if (this.#row === this.rows) {
      this.#lines.shift();
      this.#row--;
    }
    this.#lines[this.#row] ??= [];
  }

  #control(final: string, parameters: string): void {
    const [first = 0] = parameters.split(";").map(Number);
    if (final === "A") this.#row = Math.max(0, this.#row - Math.max(1, first));
    else if (final === "K" && first === 0) this.#line().splice(this.#column);
    else if (final === "J" && first === 0) {
      this.#line().splice(this.#column);
      this.#lines.splice(this.#row + 1);
    } else if (final === "m") {
      for (const each of parameters.split(";")) {
        this.#look(Number(each));
      }
    }
  }

  #look(code: number): void {
    if (code === 0) [this.#weight, this.#colour] = ["", ""];
    else if (code === 22 || code === 24) this.#weight = "";
    else if (code === 39) this.#colour = "";
    else if (code >= 30 && code < 30 + COLOURS) this.#colour = `c${code - 30}`;
    else if (code >= 90 && code < 90 + COLOURS) this.#colour = `c${code - 90}`;
    else this.#weight = WEIGHTS[code] ?? this.#weight;
  }

  #line(): Cell[] {
    return this.#lines[this.#row] ??= [];
  }
}

function runsOf(line: readonly Cell[]): Run[] {
  const runs: { column: number; text: string; style: Style }[] = [];
  line.forEach(({ character, style }, column) => {
    const last = runs.at(-1);
    if (last?.style === style) last.text += character;
    else runs.push({ column, text: character, style });
  });
  return runs.map((run) => ({ ...run, text: run.text.trimEnd() })).filter(({ text }) =>
    text !== ""
  );
}
