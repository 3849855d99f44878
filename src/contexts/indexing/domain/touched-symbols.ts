import type { FileChange, LineChange } from './parse-diff.ts';

/** What of a symbol says whether a change touches it. */
export interface Placed {
  name: string;
  line: number;
  endLine: number;
}

export type DiffSide = 'before' | 'after';

/**
 * Which side of a diff an index is of: the one on which more hunks lie in the function that their heads name. When
 * neither does better, the tree before the change.
 * @param symbols Those of a change's file, by its path in the index.
 */
export function guessSide(
  files: readonly FileChange[],
  symbols: (file: FileChange) => readonly Placed[],
): DiffSide {
  let before = 0;
  let after = 0;
  for (const file of files) {
    const placed = symbols(file);
    for (const hunk of file.hunks) {
      if (hunk.heading === '' || hunk.before === hunk.after) continue;
      if (isHeadOf(placed, hunk.before, hunk.heading)) before += 1;
      if (isHeadOf(placed, hunk.after, hunk.heading)) after += 1;
    }
  }
  return after > before ? 'after' : 'before';
}

function isHeadOf(symbols: readonly Placed[], line: number, heading: string): boolean {
  let last: Placed | undefined;
  for (const symbol of symbols) {
    if (symbol.line < line && symbol.line >= (last?.line ?? 0) && heading.includes(symbol.name))
      last = symbol;
  }
  return last !== undefined && last.endLine >= line;
}

/** Symbols that changed lines lie in: of nested ones the innermost. */
export function touchedSymbols<Symbol extends Placed>(
  changes: readonly LineChange[],
  side: DiffSide,
  symbols: readonly Symbol[],
): Symbol[] {
  const waiting = [...symbols].sort((a, b) => a.line - b.line || b.endLine - a.endLine);
  const ranges = changes.map((change) => change[side]).sort((a, b) => a.from - b.from);
  const touched = new Set<Symbol>();
  let open: Symbol[] = [];
  let next = 0;
  for (const { from, to } of ranges) {
    open = open.filter(({ endLine }) => endLine >= from);
    for (; next < waiting.length && waiting[next]!.line <= to; next += 1) {
      if (waiting[next]!.endLine >= from) open.push(waiting[next]!);
    }
    // Both lines around a place between two lines must be the symbol's.
    const inside = open.filter(({ line }) => line <= to);
    for (const [place, symbol] of inside.entries()) {
      const inner = inside[place + 1];
      const holdsInner = inner !== undefined && inner.endLine <= symbol.endLine && inner.line <= from;
      if (!holdsInner) touched.add(symbol);
    }
  }
  return [...touched];
}
