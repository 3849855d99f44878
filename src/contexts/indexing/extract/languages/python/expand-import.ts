/** `from`, a module, and what is imported from it. */
const FROM = /^from\s*([.\s]*[\w.]*)\s*\bimport\b\s*([^]*)$/u;
const LONGEST = 1000;

/**
 * What a `from a import b, c as d` names: `a.b` and `a.c`, since either may be a module; of `*`, `a` itself. The text of
 * any other import is a target as it is.
 */
export function expandImport(text: string): string[] {
  const [, from, names = ''] = FROM.exec(text.replace(/#[^\n]*|\\\n/g, ' ')) ?? [];
  if (from === undefined) return [text];
  const module = from.replace(/\s/g, '');
  const prefix = module.endsWith('.') ? module : `${module}.`;
  const targets = names
    .replace(/[()]/g, ' ')
    .split(',')
    .flatMap((part) => /^\s*([\w]+)/u.exec(part)?.[1] ?? [])
    .map((name) => (prefix + name).slice(0, LONGEST));
  return targets.length > 0 ? targets : [module];
}
