import type { LanguageDefinition } from '../../language-definition.ts';

const WORD = String.raw`(?!(?:catch|else|for|if|return|switch|while)\b)[\w$\u{80}-\u{10ffff}]+`;
/** `<…>`, which nests three deep at most. */
const ARGUMENTS = '(?:<(?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*>)';
const OWNER = String.raw`${WORD}\s*${ARGUMENTS}?`;
const OPERATOR = String.raw`operator\b\s*(?:\(\s*\)|[^(]*[^(\s])`;

/** C++; headers named `.h` are read as C. */
export const cpp: LanguageDefinition = {
  grammar: 'tree-sitter-cpp.wasm',
  queries: [new URL('./queries.scm', import.meta.url)],
  modifiers: /(?:(?<!\w)template\s*<[^;{}]*>\s*)+$/,
  comments: /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|\/\*[^]*?\*\/|\/\/[^\n]*/g,
  headEnd: /[={:;,\s]+$/,
  methodsByNesting: true,
  // `a::B<c::D>::f`, `A::operator bool() const`, `f<int>`; an unknown macro before a name makes words of its own;
  // what is none of this is no name.
  qualifiedName: new RegExp(
    String.raw`^(?:(?!operator\b)${WORD}\s+)*(?:::)?(?:(?<owner>${OWNER}(?:\s*::\s*${OWNER})*)\s*::\s*(?:template\s+)?)?` +
      String.raw`(?<name>${OPERATOR}|~?\s*${WORD})(?:\s*${ARGUMENTS}|\(.*)?$|^`,
    'su',
  ),
};
