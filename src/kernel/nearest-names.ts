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
    const edits = editDistance(wanted.toLowerCase(), name.toLowerCase(), limit);
    if (edits <= limit) scored.push({ name, edits });
  }
  scored.sort((a, b) => a.edits - b.edits || (a.name < b.name ? -1 : 1));
  return scored.slice(0, most).map(({ name }) => name);
}

/** Optimal string alignment distance; any number above `most` when it is more than that. */
export function editDistance(a: string, b: string, most: number): number {
  // Only cells this far from the diagonal can be on the way of so few edits; the others count as too far.
  const far = most + 1;
  if (Math.abs(a.length - b.length) > most) return far;
  let beforeLast = Array.from({ length: b.length + 2 }, () => far);
  let last = Array.from({ length: b.length + 2 }, (_, column) => Math.min(column, far));
  let current = Array.from({ length: b.length + 2 }, () => far);
  let leastOfLast = 0;
  for (let row = 1; row <= a.length; row++) {
    const from = Math.max(1, row - most);
    const to = Math.min(b.length, row + most);
    let least = (current[from - 1] = from === 1 ? Math.min(row, far) : far);
    const unit = a.charCodeAt(row - 1);
    for (let column = from; column <= to; column++) {
      const same = unit === b.charCodeAt(column - 1);
      let edits = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      if (
        row > 1 &&
        column > 1 &&
        unit === b.charCodeAt(column - 2) &&
        a.charCodeAt(row - 2) === b.charCodeAt(column - 1)
      ) {
        edits = Math.min(edits, beforeLast[column - 2]! + 1);
      }
      current[column] = edits;
      if (edits < least) least = edits;
    }
    current[to + 1] = far;
    if (least > most && leastOfLast > most) return far;
    leastOfLast = least;
    [beforeLast, last, current] = [last, current, beforeLast];
  }
  return last[b.length]!;
}
