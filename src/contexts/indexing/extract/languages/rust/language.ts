import type { LanguageDefinition } from '../../language-definition.ts';
import { expandUse } from './expand-use.ts';

/** Rust; what a macro is given is read as far as its tokens look like calls. */
export const rust: LanguageDefinition = {
  grammar: 'tree-sitter-rust.wasm',
  queries: [new URL('./queries.scm', import.meta.url)],
  modifiers: /$^/,
  comments: /("(?:[^"\\]|\\.)*")|\/\*[^]*?\*\/|\/\/[^\n]*/g,
  headEnd: /[={;,\s]+$/,
  methodsByNesting: true,
  importTargets: expandUse,
};
