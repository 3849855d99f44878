/** Most characters of a snippet. */
const LONGEST = 160;

/** What a search shows of a hit. */
export interface Described {
  name: string;
  path: string;
  signature: string | null;
  doc: string | null;
}

/**
 * A piece of text that shows why something was found: documentation around a word that stands nowhere else, else the
 * head of the definition. Words are in lower case.
 */
export function makeSnippet({ name, path, signature, doc }: Described, words: readonly string[]): string {
  const head = signature ?? name;
  const known = `${name}\n${path}\n${head}`.toLowerCase();
  const missing = words.find((word) => !known.includes(word));
  if (missing !== undefined && doc?.toLowerCase().includes(missing) === true) return cut(doc, missing);
  return cut(head, words[0] ?? '');
}

/** At most {@link LONGEST} characters around the first place of a word, on one line. */
function cut(text: string, word: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line.length <= LONGEST) return line;
  const found = Math.max(0, line.toLowerCase().indexOf(word));
  // One character stays free for each ellipsis.
  const start = Math.max(0, Math.min(found - (LONGEST >> 2), line.length - (LONGEST - 1)));
  const room = LONGEST - (start === 0 ? 0 : 1);
  const end = line.length - start <= room ? line.length : start + room - 1;
  const piece = line.slice(start, end).toWellFormed();
  return `${start === 0 ? '' : '…'}${piece}${end < line.length ? '…' : ''}`;
}
