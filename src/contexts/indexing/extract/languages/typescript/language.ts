import type { LanguageDefinition } from '../../language-definition.ts';
import { javascript } from '../javascript/language.ts';

/** TypeScript without JSX: `<T>x` is an assertion. */
export const typescript: LanguageDefinition = {
  ...javascript,
  grammar: 'tree-sitter-typescript.wasm',
  queries: ['../javascript/ecmascript.scm', './queries.scm'].map((file) => new URL(file, import.meta.url)),
  modifiers: /(?:(?<![\w$.])(?:export|default|declare|const|let|var)\s+)+$/,
};
