import { AppError } from '../../../../kernel/errors.ts';

/** The load was dropped under this loader: another took its place. */
export function loadGone(repository: string): AppError {
  return new AppError(
    'conflict',
    'load_replaced',
    `The load of ${repository} was replaced by a newer one; nothing of this one is kept`,
  );
}
