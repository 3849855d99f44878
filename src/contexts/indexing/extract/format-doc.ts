import type { Definition } from './findings.ts';
import { cutBytes, MAX_MODIFIERS } from './format-signature.ts';
import type { LanguageText } from './language-definition.ts';

/** Bytes of UTF-8 that a sentence takes at most. */
const MAX_BYTES = 160;

/** How much of a comment is looked at, and how far before a definition. */
const MAX_COMMENT = 2048;

/** Lines of decorators or attributes between a comment and its definition. */
const MAX_DECORATORS = 8;

/**
 * The first sentence of what is written about a definition: of the string its body begins with, where the language
 * has that, or of the comment right above it. Undefined where there is none.
 */
export function formatDoc(
  source: string,
  definition: Definition,
  language: LanguageText,
): string | undefined {
  const text = docstring(source, definition, language) ?? commentBefore(source, definition.start, language);
  return text === undefined ? undefined : firstSentence(text);
}

function docstring(source: string, { body }: Definition, language: LanguageText): string | undefined {
  if (language.docstring === undefined || body === undefined) return undefined;
  const found = language.docstring.exec(source.slice(body, body + MAX_COMMENT));
  return found?.slice(1).find((text) => text !== undefined);
}

function commentBefore(source: string, start: number, language: LanguageText): string | undefined {
  const before = source.slice(Math.max(0, start - MAX_COMMENT), start);
  const modifiers = language.modifiers.exec(before.slice(-MAX_MODIFIERS))?.[0].length ?? 0;
  const above = skipDecorators(before.slice(0, before.length - modifiers));
  if (above === undefined) return undefined;
  const block = above.endsWith('*/') ? above.lastIndexOf('/*') : -1;
  if (block === -1) return lineComments(above, language);
  const own = above.slice(above.lastIndexOf('\n', block) + 1, block).trim() === '';
  const comment = above.slice(block);
  return own && isComment(comment, language) ? comment.slice(2, -2) : undefined;
}

/** The text up to the end of the line above, decorators left out; undefined where a blank line or code comes first. */
function skipDecorators(before: string): string | undefined {
  let text = before;
  for (let lines = 0; lines <= MAX_DECORATORS; lines += 1) {
    const end = endOfLineAbove(text);
    if (end === undefined) return undefined;
    text = text.slice(0, end);
    const line = text.slice(text.lastIndexOf('\n') + 1);
    if (!/^[ \t]*(?:@|#\[|\[)/.test(line)) return text;
    text = text.slice(0, text.length - line.trimStart().length);
  }
  return undefined;
}

/** Where the line above ends, without blanks, given that only blanks follow it. */
function endOfLineAbove(text: string): number | undefined {
  let end = text.length;
  let newlines = 0;
  for (; end > 0; end -= 1) {
    const character = text[end - 1]!;
    if (character === '\n') newlines += 1;
    else if (character !== ' ' && character !== '\t' && character !== '\r') break;
    if (newlines > 1) return undefined;
  }
  return end === 0 || (newlines === 0 && !text.endsWith('*/', end)) ? undefined : end;
}

/** Comments that fill the last lines of the text. */
function lineComments(text: string, language: LanguageText): string | undefined {
  const found: string[] = [];
  let end = text.length;
  while (end > 0) {
    const from = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(from, end).trim();
    if (line.startsWith('#!') || !isComment(line, language)) break;
    found.unshift(line);
    end = from - 1;
  }
  return found.length === 0 ? undefined : found.join('\n');
}

/** Whether the whole text is one comment. */
function isComment(text: string, language: LanguageText): boolean {
  language.comments.lastIndex = 0;
  const found = language.comments.exec(text);
  language.comments.lastIndex = 0;
  return found !== null && found.index === 0 && found[0].length === text.length && found[1] === undefined;
}

/** Lines that describe parameters or are meant for a tool. */
const NO_SENTENCE =
  /^(?:[@:\\>]|-{3}|={3}|(?:eslint|oxlint|prettier|istanbul|pylint|noqa|SPDX|Copyright)\b)/i;

function firstSentence(comment: string): string | undefined {
  const lines: string[] = [];
  for (const line of comment.split('\n')) {
    const text = line.replace(/^[\s/*!#]+/, '').trim();
    if (NO_SENTENCE.test(text) || (text === '' && lines.length > 0)) break;
    if (text !== '') lines.push(text);
  }
  const text = lines
    .join(' ')
    .replace(/\{@\w+\s+([^{}]*)\}/g, '$1')
    .replace(/<\/?[a-z][^<>]*>|`/gi, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (!/\p{L}{2}/u.test(text)) return undefined;
  return cutBytes(/^.*?[.!?](?= (?!\p{Ll})|$)/u.exec(text)?.[0] ?? text, MAX_BYTES);
}
