// The known name that a mistyped one was probably meant to be.

/** Of the names' lengths, what part of it may be mistyped: `--no-quiet` still finds `--quiet`. */
const TOLERANCE = 0.4;

/** The name of `names` nearest to `typed`, or `undefined` when none is near enough to be meant. */
export function nearestName(typed: string, names: readonly string[]): string | undefined {
  const lower = typed.toLowerCase();
  let nearest: string | undefined;
  let least = Infinity;
  for (const name of names) {
    const distance = editDistance(lower, name.toLowerCase());
    if (distance < least && distance <= TOLERANCE * Math.max(typed.length, name.length)) {
      nearest = name;
      least = distance;
    }
  }
  return nearest ?? names.find((name) => lower !== "" && name.toLowerCase().startsWith(lower));
}

/** Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (same ? 0 : 1),
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? (beforeLast[j - 2] ?? 0) + 1
          : Infinity,
      );
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
