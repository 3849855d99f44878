/** What is known of a language's text, whatever reads it. */
export interface LanguageText {
  /** Matches, at the end of the text before a definition's node, the words that belong to its head. */
  modifiers: RegExp;
  /** Matches comments, and string literals as group 1 so that a comment's sign within them is not taken for one. */
  comments: RegExp;
  /** Matches, at the start of a body, the string that documents it; the first group that matched is its text. */
  docstring?: RegExp;
  /** Matches, at the end of a head, what is no part of a signature. */
  headEnd: RegExp;
  /** Whether a function that a class or the like holds or owns is a method by that alone. */
  methodsByNesting: boolean;
  /** Matches names that are exported by their form alone. */
  exportedName?: RegExp;
}

/** What the folder of a language with a grammar says besides its queries. */
export interface LanguageDefinition extends LanguageText {
  /** File of the grammar in `@vscode/tree-sitter-wasm/wasm/`. */
  grammar: string;
  /** Query files, read one after the other as one query. */
  queries: readonly URL[];
  /**
   * Splits a name written with its owner, as `A::b`, into the groups `owner` and `name`. What it does not match is
   * a name as it is; what it matches without a name is none.
   */
  qualifiedName?: RegExp;
  /** Matches, in the text of a definition up to the end of its name, the word that makes it static. */
  static?: RegExp;
  /** Matches, in the text of a variable's definition up to the end of its name, what makes it a constant. */
  constant?: RegExp;
  /** Nodes that stand around a name in a declarator, and what the name is by the innermost that does not leave it the same. */
  declarators?: Readonly<Record<string, 'function' | 'value' | 'same'>>;
  /** Matches words of the language that stand where the name of a direct or a `new` call would. */
  notCalled?: RegExp;
  /** The targets that the text of one import names; without it that text is the one target. */
  importTargets?: (text: string) => string[];
}
