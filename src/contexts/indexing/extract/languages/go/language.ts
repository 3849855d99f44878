import type { LanguageDefinition } from '../../language-definition.ts';

/** Go, with type parameters. */
export const go: LanguageDefinition = {
  grammar: 'tree-sitter-go.wasm',
  queries: [new URL('./queries.scm', import.meta.url)],
  modifiers: /(?<![\w.])(?:const|type|var)\s+$/,
  comments: /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)|\/\*[^]*?\*\/|\/\/[^\n]*/g,
  headEnd: /[{=\s]+$/,
  methodsByNesting: false,
  exportedName: /^\p{Lu}/u,
};
