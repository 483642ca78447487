// Text -> roff, with the macros of man(7), as groff and mandoc both read it.
//
// Contract: pure. Nothing in a text acts as a request or an escape. What is to be typed keeps its hyphens
// and quotes, so that it can be copied from the page; prose gets the typographer's. Lines of the source
// stay within 80 octets where words allow it, and a sentence begins a line.

/** In prose: `code` is to be typed, *word* stands for something else. */
export type Marked = string;

/** Of a line of the source. */
const COLUMNS = 78;

/** A space at which no line ends. */
const UNBROKEN = "\\~";

/** Characters that roff would change or act on. */
const NAMES: Readonly<Record<string, string>> = {
  "\\": "\\e",
  "-": "\\-",
  "'": "\\(aq",
  '"': "\\(dq",
  "`": "\\(ga",
  "^": "\\(ha",
  "~": "\\(ti",
};

/** Text as it would be typed: each character stands for itself. */
export function literal(text: string): string {
  return text.replace(/[\\\-'"`^~]/g, (character) => NAMES[character] ?? character);
}

/** Literal text in bold, as man pages show what is to be typed. */
export function bold(text: string): string {
  return `\\fB${literal(text)}\\fR`;
}

/** In italics: what stands for something else. */
export function italic(text: string): string {
  return `\\fI${literal(text)}\\fR`;
}

/** Prose, whose hyphens and apostrophes may become typographic. */
export function prose(text: string): string {
  return text.replace(/[\\`^~"]/g, (character) => NAMES[character] ?? character);
}

/** Prose with marks. */
export function marked(text: Marked): string {
  return text.split(/(`[^`]+`|\*[^*]+\*)/).map((piece, i) => {
    if (i % 2 === 0) return prose(piece);
    const inner = piece.slice(1, -1);
    return (piece.startsWith("*") ? italic(inner) : bold(inner)).replaceAll(" ", UNBROKEN);
  }).join("");
}

/** roff text as lines of the source. */
export function lines(text: string): string[] {
  const found: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const isFull = line !== "" && line.length + 1 + word.length > COLUMNS;
    if (isFull || /[.!?]\)?$/.test(line)) {
      found.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...found, line].map(harmless);
}

/** A line that is no request, whatever it begins with. */
function harmless(line: string): string {
  return /^[.']/.test(line) ? `\\&${line}` : line;
}

/** A heading. */
export function section(title: string, body: readonly string[]): string[] {
  return [`.SH ${title.includes(" ") ? `"${title}"` : title}`, ...body];
}

/** A heading within a section. */
export function subsection(title: string, body: readonly string[]): string[] {
  return [`.SS ${title.includes(" ") ? `"${title}"` : title}`, ...body];
}

/** Paragraphs, the first of which follows a heading. */
export function paragraphs(texts: readonly string[]): string[] {
  return texts.flatMap((text, i) => [...(i === 0 ? [] : [".PP"]), ...lines(text)]);
}

/** A term, and indented below it what it means. */
export function entry(term: string, meaning: string): string[] {
  return [".TP", harmless(term), ...lines(meaning)];
}

/** What is shown as it is typed, line by line. */
export function display(rows: readonly string[]): string[] {
  return [".PP", ".RS 4", ".nf", ...rows.map((row) => harmless(literal(row))), ".fi", ".RE"];
}
