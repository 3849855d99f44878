import type { LanguageDefinition } from '../../language-definition.ts';

/** Ruby 3. */
export const ruby: LanguageDefinition = {
  grammar: 'tree-sitter-ruby.wasm',
  queries: [new URL('./queries.scm', import.meta.url)],
  modifiers: /$^/,
  comments: /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?<!\S)#[^\n]*/g,
  // What has no body ends in `end`, which may also be the name of a method.
  headEnd: /(?:(?<!^def)[={;\s]+end|[={;\s]+)$/,
  methodsByNesting: false,
  notCalled:
    /^(?:__(?:FILE|LINE|dir|method)__|block_given[?]|lambda|module_function|private(?:_class_method|_constant)?|proc|protected|public|raise|retry)$/,
  // A variable's sign of scope and a symbol's colon are no part of the name.
  qualifiedName: /^(?:@@?|:)(?<name>\w.*)$/s,
};
