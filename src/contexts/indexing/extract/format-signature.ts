import type { LanguageText } from './language-definition.ts';
import type { Definition } from './findings.ts';

/** Bytes of UTF-8 that a signature takes at most. */
const MAX_BYTES = 400;

/** Longest head that is looked at; a longer one is cut before it is tidied. */
const MAX_HEAD = 1024;

/** How far before a definition its modifiers are looked for: `export default async …` is 21. */
export const MAX_MODIFIERS = 64;

const VALUES = new Set(['constant', 'variable', 'enumerator']);

/**
 * The head of a definition on one line: modifiers before its node, then everything up to its body, without
 * comments. Of a value the first line alone. Undefined when that says no more than the name.
 */
export function formatSignature(
  source: string,
  definition: Definition,
  language: LanguageText,
): string | undefined {
  const { start, end, body, kind, name } = definition;
  const before = source.slice(Math.max(0, start - MAX_MODIFIERS), start);
  const modifiers = language.modifiers.exec(before)?.[0] ?? '';
  const head = source.slice(start, Math.min(body ?? end, start + MAX_HEAD));
  const whole = modifiers + (VALUES.has(kind) ? firstLine(head) : head);
  const bare = whole.replace(language.comments, (_, literal: string | undefined) => literal ?? '');
  const signature = cutBytes(oneLine(bare).replace(language.headEnd, ''), MAX_BYTES);
  return signature === name || signature === '' ? undefined : signature;
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end === -1 ? text : text.slice(0, end);
}

/** Folds lines, without the blanks and the last comma that a broken line has inside brackets. */
function oneLine(text: string): string {
  return text
    .replace(/([([<])\s*\n\s*/g, '$1')
    .replace(/,?\s*\n\s*([)\]>])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}

/** At most `most` bytes, whole characters, an ellipsis where something is missing. */
export function cutBytes(text: string, most: number): string {
  if (text.length * 3 <= most || Buffer.byteLength(text) <= most) return text;
  let bytes = Buffer.byteLength('…');
  let kept = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > most) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
