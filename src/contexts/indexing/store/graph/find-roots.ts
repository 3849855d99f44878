import { AppError } from '../../../../kernel/errors.ts';
import type { Tx } from '../../../../kernel/context.ts';
import type { GraphSymbol } from '../../domain/graph/graph-types.ts';
import { kindOfLetter } from '../decode/symbol-kinds.ts';
import type { IndexRef, ReadyIndex } from '../queries/find-index.ts';
import { nearNames, symbolNotFound } from '../queries/near-names.ts';
import { findCallable } from './read-symbols.ts';

/** Definitions an answer starts from; a name that more than this share is walked from the first. */
const MOST_ROOTS = 50;

/** What a question about a name is about. */
export interface Roots {
  symbols: GraphSymbol[];
  /** Fields of an answer that say which definitions count. */
  about: {
    ambiguous: boolean;
    definitions: { kind: ReturnType<typeof kindOfLetter>; file: string; line: number; static: boolean }[];
  };
}

/**
 * Definitions of a name that can be called, or the one in `file`. None is no error: the name may be that of a
 * function outside the index.
 *
 * @throws AppError `definition_not_found` when other files define the name, and `file` does not.
 */
export async function findRoots(tx: Tx, index: IndexRef, name: string, file?: string): Promise<Roots> {
  const { symbols, total } = await findCallable(tx, index, name, file, MOST_ROOTS);
  if (symbols.length === 0 && file !== undefined) {
    const others = await findCallable(tx, index, name, undefined, 5);
    if (others.total > 0) throw notInFile(name, file, others.symbols, others.total);
  }
  return {
    symbols,
    about: {
      ambiguous: total > 1,
      definitions: symbols.map(({ kind, path, line, isStatic }) => ({
        kind: kindOfLetter(kind),
        file: path,
        line,
        static: isStatic,
      })),
    },
  };
}

/**
 * The same, where an answer needs a definition to start from.
 *
 * @throws AppError `symbol_not_found`, `definition_not_found`
 */
export async function requireRoots(tx: Tx, index: ReadyIndex, name: string, file?: string): Promise<Roots> {
  const roots = await findRoots(tx, index, name, file);
  if (roots.symbols.length > 0) return roots;
  throw symbolNotFound(name, index.repository, await nearNames(tx, index, name));
}

function notInFile(name: string, file: string, others: readonly GraphSymbol[], total: number): AppError {
  const places = others.map(({ path, line }) => `${path}:${line}`);
  const more = total > places.length ? ` and ${total - places.length} more` : '';
  return new AppError(
    'not_found',
    'definition_not_found',
    `${file} defines no ${name}; it is defined in ${places.join(', ')}${more}`,
    { extra: { definitions: places } },
  );
}
