/** Edits up to which a name is taken for a misspelling of another: a third of its length. */
export function mostEdits(wanted: string): number {
  return Math.max(1, Math.floor(wanted.length / 3));
}

/**
 * The names most like a wanted one, best first: by edits (a swap of neighbours counts as one), as far as a third of
 * the wanted name's length.
 */
export function nearestNames(wanted: string, candidates: Iterable<string>, most: number): string[] {
  const limit = mostEdits(wanted);
  const scored: { name: string; edits: number }[] = [];
  for (const name of new Set(candidates)) {
    if (name === wanted || Math.abs(name.length - wanted.length) > limit) continue;
    const edits = editDistance(wanted.toLowerCase(), name.toLowerCase());
    if (edits <= limit) scored.push({ name, edits });
  }
  scored.sort((a, b) => a.edits - b.edits || (a.name < b.name ? -1 : 1));
  return scored.slice(0, most).map(({ name }) => name);
}

/** Optimal string alignment distance. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let edits = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        edits = Math.min(edits, beforeLast[column - 2]! + 1);
      }
      current.push(edits);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length]!;
}
