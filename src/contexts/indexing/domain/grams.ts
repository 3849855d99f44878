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

/** Calls `take` with each gram of `text`, repeated ones included; those of a line do not reach into the next. */
export function eachGram(text: string, take: (gram: number) => void): void {
  let gram = 0;
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 10) {
      length = 0;
      continue;
    }
    gram = ((gram << 6) | (unit < 128 ? VALUES[unit]! : OTHER)) & MASK;
    if (++length >= GRAM_LENGTH) take(gram);
  }
}

/** The grams of a query in a space, each once, in the order they first come. */
export function gramsOf(query: string, space: GramSpace): number[] {
  const grams = new Set<number>();
  eachGram(query, (gram) => grams.add((GRAM_SPACES[space] << GRAM_BITS) | gram));
  return [...grams];
}
