import { AppError, toAppError } from '../../kernel/errors.ts';

/** SQLSTATEs (PostgreSQL, appendix A) that the caller or the operator can do something about. */
const EXPLANATIONS: Readonly<Record<string, (cause: unknown) => AppError>> = {
  '22021': noStorableText,
  '22P05': noStorableText,
  '53100': (cause) =>
    new AppError('unavailable', 'disk_full', "The database's disk is full; make room, then try again", {
      cause,
    }),
};

function noStorableText(cause: unknown): AppError {
  return new AppError('invalid', 'invalid_text', 'The input holds a character that cannot be stored (NUL)', {
    cause,
  });
}

/** The AppError a caller is given for whatever an operation threw. */
export function explainFailure(thrown: unknown): AppError {
  if (thrown instanceof AppError || !(thrown instanceof Error)) return toAppError(thrown);
  const { code } = thrown as { code?: unknown };
  const explain =
    typeof code === 'string' && Object.hasOwn(EXPLANATIONS, code) ? EXPLANATIONS[code] : undefined;
  return explain?.(thrown) ?? toAppError(thrown);
}
