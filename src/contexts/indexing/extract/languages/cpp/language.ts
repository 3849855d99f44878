import type { LanguageDefinition } from '../../language-definition.ts';

const WORD = String.raw`(?!(?:catch|else|for|if|return|switch|while)\b)[\w$\u{80}-\u{10ffff}]+`;
/** `<…>`, which nests three deep at most. */
const ARGUMENTS = '(?:<(?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*>)';
const OWNER = String.raw`${WORD}\s*${ARGUMENTS}?`;
const OPERATOR = String.raw`operator\b\s*(?:\(\s*\)|[^(]*[^(\s])`;

const CONST = String.raw`\bconst(?:expr|init)?\b`;
/** What `const` is said of up to the name, but for what braces hold: it is not what a pointer or a reference is to. */
const WITHOUT_POINTER = String.raw`(?:[^*&<>(){}]|${ARGUMENTS}|\([^()]*\))`;

/** C++; headers named `.h` are read as C. */
export const cpp: LanguageDefinition = {
  grammar: 'tree-sitter-cpp.wasm',
  queries: [new URL('./queries.scm', import.meta.url)],
  modifiers: /(?:(?<!\w)template\s*<[^;{}]*>\s*)+$/,
  comments: /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|\/\*[^]*?\*\/|\/\/[^\n]*/g,
  headEnd: /[={:;,\s]+$/,
  static: /\bstatic\b/,
  constant: new RegExp(
    String.raw`(?:^[^{}]*${CONST}(?:${WITHOUT_POINTER}|\{[^]*\})*|\}[^{}]*${CONST}${WITHOUT_POINTER}*)$`,
  ),
  declarators: {
    array_declarator: 'value',
    attributed_declarator: 'same',
    function_declarator: 'function',
    init_declarator: 'same',
    pointer_declarator: 'value',
    reference_declarator: 'value',
  },
  methodsByNesting: true,
  notCalled: /^(?:const|dynamic|reinterpret|static)_cast$/,
  // `a::B<c::D>::f`, `A::operator bool() const`, `f<int>`; an unknown macro before a name makes words of its own;
  // what is none of this is no name.
  qualifiedName: new RegExp(
    String.raw`^(?:(?!operator\b)${WORD}\s+)*(?:::)?(?:(?<owner>${OWNER}(?:\s*::\s*${OWNER})*)\s*::\s*(?:template\s+)?)?` +
      String.raw`(?<name>${OPERATOR}|~?\s*${WORD})(?:\s*${ARGUMENTS}|\(.*)?$|^`,
    'su',
  ),
};
