import { anything, exactly, inName, matchSteps, readClass } from './match-steps.ts';
import type { Effort, Step } from './match-steps.ts';

/** Says whether a path matches, within the effort that is left. */
export type PathPattern = (path: string, effort: Effort) => boolean;

/** Does a section's N: pattern, whose syntax is not one we know, match nothing? Then it is undefined. */
type Steps = Step[] | undefined;

/**
 * An `F:` or `X:` pattern of MAINTAINERS, as scripts/get_maintainer.pl reads it: a folder with its `/` takes all below
 * it; anything else is the start of a path with as many `/`; `*` and `?` stand for any characters. A folder may be
 * written without its `/`.
 */
export function maintainersPattern(pattern: string): PathPattern {
  const wild = pattern.search(/[*?[]/);
  if (wild < 0) {
    if (pattern.endsWith('/')) return (path) => path.startsWith(pattern);
    const depth = depthOf(pattern);
    return (path) =>
      path.startsWith(pattern) && (path.charAt(pattern.length) === '/' || depthOf(path) === depth);
  }
  const literal = pattern.slice(0, wild);
  const steps = globSteps(pattern.slice(wild), anything);
  const depth = depthOf(pattern);
  return (path, effort) =>
    path.startsWith(literal) &&
    (pattern.endsWith('/') || depthOf(path) === depth) &&
    matchSteps([...steps, { accepts: anything, many: true }], path.slice(literal.length), effort);
}

/**
 * An `N:` pattern: a regular expression that matches anywhere in the path. Literals, classes, `.`, `*`, `+`, `?`, `^`,
 * `$` and `|` are understood; a pattern with anything else (groups, counts) matches nothing.
 */
export function namePattern(pattern: string): PathPattern {
  const choices = pattern.split('|').map(regexSteps);
  return (path, effort) => choices.some((steps) => steps !== undefined && matchSteps(steps, path, effort));
}

/**
 * A pattern of CODEOWNERS, which is one of .gitignore: with a `/` before its end it counts from the top, else it names
 * something at any depth; `*` stays within a name, `**` crosses folders; what it names takes all below it.
 */
export function codeownersPattern(pattern: string): PathPattern {
  const isRooted = pattern.replace(/\/+$/, '').includes('/');
  const body = pattern.replace(/^\//, '');
  if (body === '') return () => pattern === '/';
  const steps = globSteps(body.replace(/\/$/, ''), inName);
  const below: Step[] = [{ accepts: exactly('/') }, { accepts: anything, many: true }];
  const before: Step[] = isRooted ? [] : [{ accepts: anything, many: true, wholeFolders: true }];
  // `docs/*` names what is straight in docs, not what is in the folders there.
  const onlyItself = isRooted && body.endsWith('/*');
  const isFolder = body.endsWith('/');
  return (path, effort) =>
    (!isFolder && matchSteps([...before, ...steps], path, effort)) ||
    (!onlyItself && matchSteps([...before, ...steps, ...below], path, effort));
}

/** How many folders deep a pattern or path is. */
export function depthOf(path: string): number {
  let depth = 0;
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) depth += 1;
  return depth;
}

/** @param star What a single `*` takes. */
function globSteps(pattern: string, star: Step['accepts']): Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    const set = character === '[' ? readClass(pattern, at) : undefined;
    if (set) {
      steps.push({ accepts: set.accepts });
      at = set.end;
    } else if (pattern.startsWith('**/', at)) {
      steps.push({ accepts: anything, many: true, wholeFolders: true });
      at += 2;
    } else if (pattern.startsWith('**', at)) {
      steps.push({ accepts: anything, many: true });
      at += 1;
    } else if (character === '*') steps.push({ accepts: star, many: true });
    else if (character === '?') steps.push({ accepts: star });
    else {
      const escaped = character === '\\' && at + 1 < pattern.length;
      if (escaped) at += 1;
      steps.push({ accepts: exactly(pattern.charAt(at)) });
    }
  }
  return steps;
}

function regexSteps(choice: string): Steps {
  const isStart = choice.startsWith('^');
  const isEnd = /(?:^|[^\\])\$$/.test(choice);
  const pattern = choice.slice(isStart ? 1 : 0, isEnd ? -1 : undefined);
  const steps: Step[] = isStart ? [] : [{ accepts: anything, many: true }];
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    let accepts = exactly(character);
    if (character === '[') {
      const set = readClass(pattern, at);
      if (!set) return undefined;
      accepts = set.accepts;
      at = set.end;
    } else if (character === '\\') {
      at += 1;
      if (/[\w]|^$/.test(pattern.charAt(at))) return undefined;
      accepts = exactly(pattern.charAt(at));
    } else if (character === '.') accepts = anything;
    else if (/[(){}*+?^$]/.test(character)) return undefined;
    const count = pattern.charAt(at + 1);
    if (count === '+') steps.push({ accepts });
    if (count === '*' || count === '+') steps.push({ accepts, many: true });
    else steps.push({ accepts, ...(count === '?' && { optional: true }) });
    if (count !== '' && '*+?'.includes(count)) at += 1;
  }
  if (!isEnd) steps.push({ accepts: anything, many: true });
  return steps;
}
