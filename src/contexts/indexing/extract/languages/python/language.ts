import type { LanguageDefinition } from '../../language-definition.ts';
import { expandImport } from './expand-import.ts';

/** Python 3, stubs included. */
export const python: LanguageDefinition = {
  grammar: 'tree-sitter-python.wasm',
  queries: [new URL('./queries.scm', import.meta.url)],
  modifiers: /$^/,
  comments: /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|#[^\n]*/g,
  docstring: /^[rRuU]{0,2}(?:"""([^]*?)"""|'''([^]*?)'''|"([^"\\\n]*)"|'([^'\\\n]*)')/,
  headEnd: /[:\s]+$/,
  constant: /^_*[A-Z][A-Z0-9_]*$/,
  methodsByNesting: true,
  importTargets: expandImport,
};
