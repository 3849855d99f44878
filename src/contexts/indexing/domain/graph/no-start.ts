import { AppError } from '../../../../kernel/errors.ts';

/** The error of a question about a part of the graph that names none. */
export function noStart(): AppError {
  return new AppError(
    'invalid',
    'no_start',
    'Name where to start: a symbol, or a path such as fs/ext4/; a whole repository is too much for one answer',
  );
}
