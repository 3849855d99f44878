import type { AppError } from '../../kernel/errors.ts';

/** What a command ends with. Scripts rely on these. */
export const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** The exit code of a failure: input that breaks a rule counts as wrong usage. */
export function exitCodeOf(error: AppError): number {
  if (error.kind === 'invalid') return EXIT.usage;
  return error.kind === 'cancelled' ? EXIT.interrupted : EXIT.failed;
}
