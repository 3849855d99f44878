import type { z } from 'zod';
import type { Tx } from '../../../../kernel/context.ts';
import { parseDiff } from '../../domain/parse-diff.ts';
import type { FileChange } from '../../domain/parse-diff.ts';
import { guessSide, touchedSymbols } from '../../domain/touched-symbols.ts';
import type { DiffSide } from '../../domain/touched-symbols.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { GraphSymbol } from '../../domain/graph/graph-types.ts';
import type { ImpactInput } from '../../schemas-impact.ts';
import { toGraphSymbol } from '../graph/read-symbols.ts';
import { findDefiningFiles } from '../queries/find-defining-files.ts';
import { findFileSymbols, MOST_FILE_SYMBOLS } from '../queries/find-file-symbols.ts';
import type { FileRange } from '../queries/find-file-symbols.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { findPaths } from '../queries/find-paths.ts';
import { plainPath } from '../queries/resolve-places.ts';

export interface Located {
  symbols: GraphSymbol[];
  /** Paths of what changes, known to the index or not. */
  files: string[];
  unknown: string[];
  cut: string[];
}

/** Changed symbols that are followed; a diff of more says little about each. */
const MOST_CHANGED = 300;
const MOST_DEFINITIONS = 10;
const LAST_LINE = 2_147_483_647;

type Input = Pick<z.output<typeof ImpactInput>, 'diff' | 'files' | 'symbols' | 'index_is'>;

/** What of the index changes: the symbols that lie in changed lines, all of whole files, and those named. */
export async function locateChanges(tx: Tx, index: IndexRef, input: Input): Promise<Located> {
  const diff = parseDiff(input.diff ?? '');
  const whole = input.files.map(plainPath);
  const paths = [...new Set([...diff.files.flatMap(pathsOf), ...whole])];
  const known = new Set(await findPaths(tx, index, paths));
  const rows = await findFileSymbols(tx, index, rangesOf(diff.files, whole, known));
  const byPath = groupBy(rows.map(toGraphSymbol), ({ path }) => path);
  const symbolsOf = (path: string | undefined): GraphSymbol[] =>
    path === undefined ? [] : (byPath.get(path) ?? []);
  const side =
    input.index_is === 'auto'
      ? guessSide(diff.files, (file) => symbolsOf(file.before ?? file.after))
      : input.index_is;
  const named = await findDefiningFiles(tx, index, [...new Set(input.symbols)], MOST_DEFINITIONS);
  const symbols = [
    ...named,
    ...diff.files.flatMap((file) => touchedSymbols(file.changes, side, symbolsOf(pathOn(side, file, known)))),
    ...whole.flatMap((path) => symbolsOf(path)),
  ];
  const unique = [...new Map(symbols.map((symbol) => [symbol.id, symbol])).values()];
  const missing = paths.filter((path) => !known.has(path) && !isNew(path, diff.files));
  return {
    symbols: unique.slice(0, MOST_CHANGED),
    files: [...new Set([...paths, ...named.map(({ path }) => path)])],
    unknown: [...missing, ...input.symbols.filter((name) => !named.some((row) => row.name === name))],
    cut: [
      ...diff.cut,
      ...(unique.length > MOST_CHANGED
        ? [`Only ${MOST_CHANGED} of ${unique.length} changed symbols are followed; ask about fewer files`]
        : []),
      ...(rows.length >= MOST_FILE_SYMBOLS ? ['The changed files have more symbols than were read'] : []),
    ],
  };
}

function pathsOf({ before, after }: FileChange): string[] {
  return [before, after].filter((path) => path !== undefined);
}

/** A file that the diff makes or takes away need not be in the index; nor need both names of a renamed one. */
function isNew(path: string, files: readonly FileChange[]): boolean {
  return files.some(({ before, after }) => before !== after && (before === path || after === path));
}

function pathOn(side: DiffSide, file: FileChange, known: ReadonlySet<string>): string | undefined {
  const other = side === 'before' ? 'after' : 'before';
  const path = file[side];
  return path !== undefined && known.has(path) ? path : file[other];
}

/** The lines of each file that may matter: whole files, and what lies between a diff's first and last change. */
function rangesOf(
  files: readonly FileChange[],
  whole: readonly string[],
  known: ReadonlySet<string>,
): FileRange[] {
  const ranges = new Map<string, FileRange>(whole.map((path) => [path, { path, from: 1, to: LAST_LINE }]));
  for (const file of files) {
    if (file.changes.length === 0) continue;
    const lines = file.changes.flatMap(({ before, after }) => [before.from, before.to, after.from, after.to]);
    let from = LAST_LINE;
    let to = 0;
    for (const line of lines) {
      from = Math.min(from, line);
      to = Math.max(to, line);
    }
    for (const path of pathsOf(file)) {
      const seen = ranges.get(path) ?? { path, from, to };
      ranges.set(path, { path, from: Math.min(seen.from, from) - 1, to: Math.max(seen.to, to) + 1 });
    }
  }
  return [...ranges.values()].filter(({ path }) => known.has(path));
}
