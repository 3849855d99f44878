/** Ways to write a file in an `#include` or `import`: at most this many folders of its path. */
const MOST_FOLDERS = 6;
const UP = ['', './', '../', '../../', '../../../'] as const;
/** Folders that a compiler is told to search, by their last part. */
const INCLUDE_FOLDER = /(?:^|\/)(?:include|uapi)\/$/;
const MODULE = /\.(?:[cm]?[jt]sx?|py)$/;

/** Texts under which importers of a file may name it. */
export function includeKeys(path: string): string[] {
  const parts = path.split('/');
  const ends = parts.slice(-MOST_FOLDERS).map((_, place, last) => last.slice(place).join('/'));
  const written = MODULE.test(path) ? ends.flatMap((end) => [end, end.replace(MODULE, '')]) : ends;
  const keys = written.flatMap((end) => UP.map((up) => up + end));
  const dotted = path.endsWith('.py')
    ? ends.flatMap((end) => UP.slice(0, 3).map((_, dots) => '.'.repeat(dots) + dottedName(end)))
    : [];
  return [...new Set([...keys, ...dotted])];
}

/** Whether an importer that writes `target` means the file: relative to itself, or by a folder that is searched. */
export function meansFile(target: string, importer: string, path: string): boolean {
  if (path.endsWith('.py') && !target.includes('/')) return meansModule(target, importer, path);
  const stem = path.replace(MODULE, '');
  const beside = resolve(importer, target);
  if (beside === path || beside === stem) return true;
  if (target.startsWith('.') || !path.endsWith(`/${target}`)) return target === path;
  return INCLUDE_FOLDER.test(path.slice(0, -target.length));
}

function meansModule(target: string, importer: string, path: string): boolean {
  const name = dottedName(path);
  const dots = /^\.*/.exec(target)![0].length;
  if (dots === 0) return name === target || name.endsWith(`.${target}`);
  const around = importer.split('/').slice(0, -dots);
  return [...around, target.slice(dots)].join('.') === name;
}

function dottedName(path: string): string {
  return path.replace(/(?:\/__init__)?\.py$/, '').replaceAll('/', '.');
}

function resolve(importer: string, target: string): string {
  const parts = importer.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
