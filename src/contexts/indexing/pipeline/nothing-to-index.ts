import { AppError } from '../../../kernel/errors.ts';
import type { SourceScope } from '../schemas-scope.ts';
import { LANGUAGE_NAMES } from '../domain/languages.ts';
import type { FileList } from './listed-files.ts';

const MOST_NAMED = 5;

/** Says why a folder gives no index: what is in it, and what could be read. */
export function nothingToIndex(root: string, subsystem: string | undefined, list: FileList): AppError {
  const where = subsystem === undefined ? root : `${subsystem} of ${root}`;
  const others = [...list.unknown].toSorted(([, a], [, b]) => b - a).slice(0, MOST_NAMED);
  const found =
    others.length === 0
      ? 'There are no source files'
      : `There are no source files in a known language (${others.map(([name, count]) => `${count} ${name}`).join(', ')})`;
  return new AppError(
    'unprocessable',
    'nothing_to_index',
    `${found} in ${where}. Known languages: ${LANGUAGE_NAMES.join(', ')}`,
    { extra: { skipped: list.skipped } },
  );
}

/** Says that there are source files and that the scope takes none of them. */
export function nothingInScope(root: string, scope: SourceScope, { skipped }: FileList): AppError {
  return new AppError(
    'unprocessable',
    'nothing_to_index',
    `None of the ${skipped.out_of_scope ?? 0} source files in ${root} is in the scope that was asked for (${Object.keys(scope).join(', ')}); widen it, or try it with dry_run`,
    { extra: { skipped, scope } },
  );
}
