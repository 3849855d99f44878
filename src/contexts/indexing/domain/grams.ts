/**
 * Grams: the runs of three characters a text holds, as numbers. A character takes 6 bits: letters (case ignored),
 * digits and the marks that names and paths are made of have a value each, all others share one. What the text is
 * about (its space) stands above these 18 bits. Whatever holds a query holds its grams; the converse has to be checked.
 */
export const GRAM_SPACES = { term: 0, path: 1, doc: 2 } as const;
export type GramSpace = keyof typeof GRAM_SPACES;

/** Bits of a gram below its space. */
export const GRAM_BITS = 18;
/** Characters of a gram. */
export const GRAM_LENGTH = 3;

const MASK = (1 << GRAM_BITS) - 1;
const OTHER = 63;
/** A value for each place in this text; letters come first. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789_.$/-:~';

const VALUES = makeValues();

/** Gives each UTF-16 unit below 128 its value; all others share {@link OTHER}. */
function makeValues(): Uint8Array {
  const values = new Uint8Array(128).fill(OTHER);
  for (let place = 0; place < ALPHABET.length; place++) {
    values[ALPHABET.charCodeAt(place)] = place;
    values[ALPHABET.toUpperCase().charCodeAt(place)] = place;
  }
  return values;
}

/**
 * Calls `take` with each gram of `text`, repeated ones included, and with the value of the character after it, -1 at
 * the end of a line: grams do not reach into the next.
 */
export function eachGram(text: string, take: (gram: number, next: number) => void): void {
  let gram = 0;
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 10) {
      if (length >= GRAM_LENGTH) take(gram, -1);
      length = 0;
      continue;
    }
    const value = unit < 128 ? VALUES[unit]! : OTHER;
    if (length >= GRAM_LENGTH) take(gram, value);
    gram = ((gram << 6) | value) & MASK;
    length++;
  }
  if (length >= GRAM_LENGTH) take(gram, -1);
}

/** One of eight bits for what comes after a gram; none at the end. */
export function markOf(next: number): number {
  return next < 0 ? 0 : 1 << (next & 7);
}

/** The grams of a query in a space, each once, in the order they first come. */
export function gramsOf(query: string, space: GramSpace): number[] {
  const grams = new Set<number>();
  eachGram(query, (gram) => grams.add((GRAM_SPACES[space] << GRAM_BITS) | gram));
  return [...grams];
}

/** The grams of a query in a space, each with the marks of all that comes after it there. */
export function markedGramsOf(query: string, space: GramSpace): ReadonlyMap<number, number> {
  const marks = new Map<number, number>();
  eachGram(query, (short, next) => {
    const gram = (GRAM_SPACES[space] << GRAM_BITS) | short;
    marks.set(gram, (marks.get(gram) ?? 0) | markOf(next));
  });
  return marks;
}
