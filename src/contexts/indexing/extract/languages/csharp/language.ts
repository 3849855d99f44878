import type { LanguageDefinition } from '../../language-definition.ts';

/** C# up to 13, scripts with statements at the top included. */
export const csharp: LanguageDefinition = {
  grammar: 'tree-sitter-c-sharp.wasm',
  queries: [new URL('./queries.scm', import.meta.url)],
  // A constant is declared after the words and the type of all that its statement declares.
  modifiers:
    /(?:(?<![\w.@])(?:const|fixed|internal|new|private|protected|public|readonly|static|unsafe|var|volatile)\s+)+(?:[\w.]+(?:<[\w.<>, ?]*>)?[?[\]*]*\s+)?$/,
  comments: /("""[^]*?"""|@"(?:[^"]|"")*"|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|\/\*[^]*?\*\/|\/\/[^\n]*/g,
  headEnd: /[={;,\s]+$/,
  methodsByNesting: false,
  notCalled: /^nameof$/,
};
