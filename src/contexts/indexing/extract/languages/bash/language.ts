import type { LanguageDefinition } from '../../language-definition.ts';

/** Bash, and what other shells have of it. */
export const bash: LanguageDefinition = {
  grammar: 'tree-sitter-bash.wasm',
  queries: [new URL('./queries.scm', import.meta.url)],
  modifiers: /(?:(?<!\S)(?:declare|export|readonly|typeset|-\w+)\s+)+$/,
  comments: /("(?:[^"\\]|\\.)*"|'[^']*')|(?<!\S)#[^\n]*/g,
  headEnd: '',
  methodsByNesting: false,
};
