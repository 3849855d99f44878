import { AppError } from '../../../kernel/errors.ts';
import { nearestNames } from '../../../kernel/nearest-names.ts';
import type { ScopeRequest, SourceScope } from '../schemas-scope.ts';
import { FILE_TYPES } from './file-types.ts';
import { LANGUAGE_NAMES } from './languages.ts';
import { scopePattern } from './scope-pattern.ts';

/** What a request says of its scope, in the one form that compares; undefined when it takes the whole folder. */
export function scopeOf(request: ScopeRequest): SourceScope | undefined {
  const scope: SourceScope = {
    ...listed('include_patterns', request.include_patterns),
    ...listed('exclude_patterns', request.exclude_patterns),
    ...listed('include_types', request.include_types),
    ...listed('supported_languages', request.supported_languages),
    ...(request.recursive === false && { recursive: false as const }),
  };
  return Object.keys(scope).length === 0 ? undefined : scope;
}

/** Whether two runs are about the same files of their folder; the order of keys, which a database may change, says nothing. */
export function isSameScope(a: SourceScope | undefined, b: SourceScope | undefined): boolean {
  return JSON.stringify(scopeOf(a ?? {})) === JSON.stringify(scopeOf(b ?? {}));
}

/**
 * Checks what a request says of its scope.
 * @throws AppError `unknown_language` or `unknown_type`, which list what there is, and `invalid_pattern`
 */
export function checkScope(request: ScopeRequest): void {
  for (const [field, patterns] of [
    ['include_patterns', request.include_patterns ?? []],
    ['exclude_patterns', request.exclude_patterns ?? []],
  ] as const) {
    for (const [at, pattern] of patterns.entries()) tryPattern(`/${field}/${at}`, pattern);
  }
  refuseUnknown('supported_languages', request.supported_languages, LANGUAGE_NAMES, {
    code: 'unknown_language',
    noun: 'language',
  });
  refuseUnknown('include_types', request.include_types, [...FILE_TYPES.keys()], {
    code: 'unknown_type',
    noun: 'file type',
  });
}

/**
 * Tells which files are in a scope: those that match a pattern or a type (any, when neither is given), are in one of
 * the languages (any, when none is given), match no pattern that excludes, and are not below a folder unless the
 * scope goes that deep.
 * @param base Folder that `recursive: false` stays in, with its `/`; empty for the top.
 * @param languageOf The language of a file, asked only where it matters.
 */
export function createScopeFilter(
  scope: SourceScope,
  base: string,
  languageOf: (path: string) => string | undefined,
): (path: string) => boolean {
  const include = (scope.include_patterns ?? []).map(scopePattern);
  const exclude = (scope.exclude_patterns ?? []).map(scopePattern);
  const types = new Set((scope.include_types ?? []).flatMap((type) => FILE_TYPES.get(type) ?? []));
  const languages = new Set(scope.supported_languages ?? []);
  const isOf = (set: ReadonlySet<string>, path: string): boolean => set.has(languageOf(path) ?? '');
  const isWanted = (path: string): boolean =>
    (include.length === 0 && types.size === 0) ||
    include.some((matches) => matches(path)) ||
    (types.size > 0 && isOf(types, path));
  return (path) =>
    (scope.recursive !== false || !path.slice(base.length).includes('/')) &&
    !exclude.some((matches) => matches(path)) &&
    isWanted(path) &&
    (languages.size === 0 || isOf(languages, path));
}

function listed<Field extends string>(
  field: Field,
  words: readonly string[] | undefined,
): { [name in Field]?: string[] } {
  if (words === undefined || words.length === 0) return {};
  return { [field]: [...new Set(words)].sort() } as { [name in Field]?: string[] };
}

function tryPattern(pointer: string, pattern: string): void {
  try {
    scopePattern(pattern);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.kind, error.code, error.message, {
      errors: [{ pointer, detail: 'not a pattern that can be used' }],
      cause: error,
    });
  }
}

function refuseUnknown(
  field: string,
  given: readonly string[] | undefined,
  known: readonly string[],
  { code, noun }: { code: string; noun: string },
): void {
  const at = (given ?? []).findIndex((name) => !known.includes(name));
  if (at < 0) return;
  const name = given![at]!;
  const [near] = nearestNames(name, known, 1);
  const hint = near === undefined ? '.' : `; did you mean ${near}?`;
  throw new AppError(
    'invalid',
    code,
    `${JSON.stringify(name)} is no ${noun} this index knows${hint} Known: ${known.join(', ')}`,
    { errors: [{ pointer: `/${field}/${at}`, detail: `Unknown ${noun}` }], extra: { known } },
  );
}
