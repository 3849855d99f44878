import { AppError } from '../../../kernel/errors.ts';
import type { Effort } from './match-steps.ts';
import { codeownersPattern } from './path-patterns.ts';

/** Alternatives that the braces of one pattern may stand for. */
const MOST_ALTERNATIVES = 64;
/** Characters of one pattern: what it costs to try it on every path of a tree goes by its length. */
const LONGEST = 500;
const NO_BOUND: Effort = { left: Number.POSITIVE_INFINITY };

/**
 * A pattern of a scope, over paths relative to the indexed folder, with the rules of .gitignore: with a `/` before
 * its end it counts from the top, else it names something at any depth; `*` and `?` stay within a name, `**` crosses
 * folders, and a folder takes all below it. `{a,b}` stands for either.
 * @throws AppError `invalid_pattern`
 */
export function scopePattern(pattern: string): (path: string) => boolean {
  const alternatives = expandBraces(checked(pattern)).map(single);
  return (path) => alternatives.some((matches) => matches(path));
}

function checked(pattern: string): string {
  const bare = pattern.replace(/^(?:\.\/)+/, '');
  if (bare === '' || pattern.length > LONGEST) throw invalid(pattern, `must have 1 to ${LONGEST} characters`);
  if (bare.startsWith('!'))
    throw invalid(pattern, 'must not begin with !; exclude_patterns leaves files out');
  if (bare.split('/').includes('..')) throw invalid(pattern, 'must not lead out of the folder with ..');
  return bare;
}

function single(pattern: string): (path: string) => boolean {
  // `*.c` is what is asked for most: a name's end needs no machinery.
  const ending = /^(?:\*\*\/)?\*(\.[\w.+-]+)$/.exec(pattern)?.[1];
  if (ending !== undefined) return (path) => path.endsWith(ending) || path.includes(`${ending}/`);
  const matches = codeownersPattern(pattern);
  return (path) => matches(path, NO_BOUND);
}

/** `a{b,c}d` → `abd`, `acd`; braces without a comma between them, or without an end, stand for themselves. */
function expandBraces(pattern: string): string[] {
  const done: string[] = [];
  let open = [pattern];
  while (open.length > 0) {
    const next: string[] = [];
    for (const text of open) {
      // The innermost braces first, so that nested ones come apart too.
      const match = /\{([^{}]*,[^{}]*)\}/.exec(text);
      if (match === null) done.push(text);
      else {
        const [whole, inside] = match;
        const after = text.slice(match.index + whole.length);
        next.push(...inside!.split(',').map((choice) => text.slice(0, match.index) + choice + after));
      }
    }
    if (done.length + next.length > MOST_ALTERNATIVES) {
      throw invalid(pattern, `its braces stand for more than ${MOST_ALTERNATIVES} patterns`);
    }
    open = next;
  }
  return done;
}

function invalid(pattern: string, why: string): AppError {
  const shown = JSON.stringify(pattern.slice(0, 80));
  return new AppError('invalid', 'invalid_pattern', `The pattern ${shown} cannot be used: ${why}`);
}
