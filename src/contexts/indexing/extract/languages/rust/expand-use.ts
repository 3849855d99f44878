/** No path is longer; braces in braces without end would make ever longer ones. */
const LONGEST = 1000;

/**
 * The paths that a `use` names, without what they are renamed to: `a::{b as c, d::*}` names `a::b` and `a::d::*`, and
 * `self` in braces the path before them. What a syntax error left open ends with the text.
 */
export function expandUse(text: string): string[] {
  const paths: string[] = [];
  const prefixes = [''];
  let item = '';
  const take = (): void => {
    const name = item.replace(/^ ?::|\bas\b.*$|\s/g, '');
    item = '';
    if (name === '' || prefix().length > LONGEST) return;
    paths.push(name === 'self' ? prefix().slice(0, -2) || name : prefix() + name);
  };
  const prefix = (): string => prefixes.at(-1)!;
  for (const character of text) {
    if (character === '{') {
      prefixes.push(prefix() + item.replace(/\s/g, ''));
      item = '';
    } else if (character === '}' || character === ',') {
      take();
      if (character === '}' && prefixes.length > 1) prefixes.pop();
    } else item += character;
  }
  take();
  return paths;
}
