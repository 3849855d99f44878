import type { LanguageDefinition } from '../../language-definition.ts';

/** ECMAScript with JSX. */
export const javascript: LanguageDefinition = {
  grammar: 'tree-sitter-javascript.wasm',
  queries: ['./ecmascript.scm', './jsx.scm', './queries.scm'].map((file) => new URL(file, import.meta.url)),
  modifiers: /(?:(?<![\w$.])(?:export|default|const|let|var)\s+)+$/,
  comments: /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|\/\*[^]*?\*\/|\/\/[^\n]*/g,
  headEnd: /[={;,\s]+$/,
  // Not the name of a method, which is followed by nothing here.
  static: /\bstatic\s+\S/,
  methodsByNesting: false,
};
