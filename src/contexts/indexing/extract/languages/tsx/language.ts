import type { LanguageDefinition } from '../../language-definition.ts';
import { typescript } from '../typescript/language.ts';

/** TypeScript with JSX: all its queries are those of TypeScript and of JSX. */
export const tsx: LanguageDefinition = {
  ...typescript,
  grammar: 'tree-sitter-tsx.wasm',
  queries: ['../javascript/ecmascript.scm', '../javascript/jsx.scm', '../typescript/queries.scm'].map(
    (file) => new URL(file, import.meta.url),
  ),
};
