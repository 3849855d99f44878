import { AppError } from '../../../../kernel/errors.ts';
import type { Tx } from '../../../../kernel/context.ts';
import { nearestNames } from '../../../../kernel/nearest-names.ts';
import type { ReadyIndex } from './find-index.ts';
import { namesAround } from '../search/find-symbols.ts';
import { findHolding } from '../search/find-names.ts';

const MOST_HINTS = 3;

/** Up to three names a misspelt one may have meant: those around it in byte order, else those that hold it. */
export async function nearNames(tx: Tx, index: ReadyIndex, name: string): Promise<string[]> {
  const near = nearestNames(name, await namesAround(tx, index, name), MOST_HINTS);
  if (near.length > 0 || name.length < 3) return near;
  const folded = name.toLowerCase();
  const { symbols } = await findHolding({ tx, index, query: name, folded, filter: {} });
  return [...new Set(symbols.map((match) => match.name))].slice(0, MOST_HINTS);
}

/** The error for a name that nothing in the index has. */
export function symbolNotFound(name: string, repository: string, near: readonly string[]): AppError {
  const hint = near.length > 0 ? `; did you mean ${near.join(', ')}?` : '; try `keelson query search`';
  return new AppError('not_found', 'symbol_not_found', `No symbol of ${repository} is named ${name}${hint}`, {
    extra: { did_you_mean: near },
  });
}
