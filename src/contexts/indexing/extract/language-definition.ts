/** What a language's folder says besides its queries. */
export interface LanguageDefinition {
  /** File of the grammar in `@vscode/tree-sitter-wasm/wasm/`. */
  grammar: string;
  /** Query files, read one after the other as one query. */
  queries: readonly URL[];
  /** Matches, at the end of the text before a definition's node, the words that belong to its head. */
  modifiers: RegExp;
  /** Matches comments, and string literals as group 1 so that a comment's sign within them is not taken for one. */
  comments: RegExp;
  /** Characters between a head and its body that are no part of a signature. */
  headEnd: string;
  /** Whether a function straight inside a class is a method by that alone. */
  methodsByNesting: boolean;
}
