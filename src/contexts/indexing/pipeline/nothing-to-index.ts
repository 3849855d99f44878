import { statSync } from 'node:fs';
import path from 'node:path';
import { formatPlural } from '../../../platform/cli/format.ts';
import { AppError } from '../../../kernel/errors.ts';
import type { SourceScope } from '../schemas-scope.ts';
import { LANGUAGE_NAMES } from '../domain/languages.ts';
import type { FileList } from './listed-files.ts';

const MOST_NAMED = 5;

/** Says why a folder gives no index: what is in it, and what could be read. */
export function nothingToIndex(root: string, subsystem: string | undefined, list: FileList): AppError {
  const where = subsystem === undefined ? root : `${subsystem} of ${root}`;
  if (
    subsystem !== undefined &&
    !statSync(path.join(root, subsystem), { throwIfNoEntry: false })?.isDirectory()
  )
    return nothing(`There is no folder ${subsystem} in ${root}; name a part of the tree that is there`, list);
  const others = [...list.unknown].toSorted(([, a], [, b]) => b - a).slice(0, MOST_NAMED);
  const found =
    others.length === 0
      ? 'There are no source files'
      : `There are no source files in a known language (${others.map(([name, count]) => `${count} ${name}`).join(', ')})`;
  return nothing(`${found} in ${where}. Known languages: ${LANGUAGE_NAMES.join(', ')}`, list);
}

const nothing = (message: string, { skipped }: FileList): AppError =>
  new AppError('unprocessable', 'nothing_to_index', message, { extra: { skipped } });

/** Says that there are source files and that the scope takes none of them. */
export function nothingInScope(root: string, scope: SourceScope, { skipped }: FileList): AppError {
  return new AppError(
    'unprocessable',
    'nothing_to_index',
    `Of ${formatPlural(skipped.out_of_scope ?? 0, 'source file')} in ${root} none is in the scope that was asked for (${Object.keys(scope).join(', ')}); widen it, a dry run says what it takes`,
    { extra: { skipped, scope } },
  );
}
