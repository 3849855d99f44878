import type { LanguageDefinition } from '../../language-definition.ts';

/** Java, with records and sealed types. */
export const java: LanguageDefinition = {
  grammar: 'tree-sitter-java.wasm',
  queries: [new URL('./queries.scm', import.meta.url)],
  modifiers: /$^/,
  comments: /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|\/\*[^]*?\*\/|\/\/[^\n]*/g,
  headEnd: /[={;,\s]+$/,
  methodsByNesting: false,
};
