import type { LanguageDefinition } from '../../language-definition.ts';

/** Ruby 3. */
export const ruby: LanguageDefinition = {
  grammar: 'tree-sitter-ruby.wasm',
  queries: [new URL('./queries.scm', import.meta.url)],
  modifiers: /$^/,
  comments: /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<!\S)#[^\n]*/g,
  headEnd: '={;',
  methodsByNesting: false,
  // A variable's sign of scope and a symbol's colon are no part of the name.
  qualifiedName: /^(?:@@?|:)(?<name>\w.*)$/s,
};
