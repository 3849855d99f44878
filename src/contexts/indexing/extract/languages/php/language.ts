import type { LanguageDefinition } from '../../language-definition.ts';

/** PHP 8, with whatever text stands around its tags. */
export const php: LanguageDefinition = {
  grammar: 'tree-sitter-php.wasm',
  queries: [new URL('./queries.scm', import.meta.url)],
  modifiers: /(?:(?<![\w$\\])(?:const|final|private|protected|public)\s+)+(?:[\w\\?|&]+\s+)?$/,
  comments: /("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\/\*[^]*?\*\/|(?:\/\/|#(?!\[))[^\n]*/g,
  headEnd: /[={;,\s]+$/,
  methodsByNesting: false,
  importTargets,
};

/** `use A\{B, C as D, function e};` names `A\B`, `A\C` and `A\e`; any other text is a target as it is. */
function importTargets(text: string): string[] {
  const [, prefix = '', names] = /^use\s+(?:(?:function|const)\s+)?([\w\\]+)\s*\{([^}]*)\}/.exec(text) ?? [];
  if (names === undefined) return [text];
  return names.split(',').flatMap((clause) => {
    const name = /^\s*(?:(?:function|const)\s+)?([\w\\]+)/.exec(clause)?.[1];
    return name === undefined ? [] : [prefix + name];
  });
}
