import { eachGram, gramsOf } from './grams.ts';
import { editDistance, mostEdits } from '../../../kernel/nearest-names.ts';

/** Tells which names a misspelt query may have meant. */
export interface Likeness {
  /** Edits up to which a name is like the query. */
  most: number;
  /** Whether a name can be so few edits away, by the ASCII characters it has, in any order; it need not be text. */
  mayBeLike: (bytes: Uint8Array, size: number) => boolean;
  /** Edits to a name in lower case; undefined when it is not like the query. */
  editsOf: (name: string) => number | undefined;
}

const ASCII = 128;

/** For a query in lower case: names that share a run of three characters with it, and are few edits away. */
export function createLikeness(query: string): Likeness {
  const most = mostEdits(query);
  const grams = new Set(gramsOf(query, 'term'));
  const sharesGram = (name: string): boolean => {
    let isShared = false;
    eachGram(name, (gram) => {
      isShared ||= grams.has(gram);
    });
    return isShared;
  };
  const counts = new Int16Array(ASCII);
  let units = 0;
  for (const character of query) {
    const unit = character.codePointAt(0)!;
    if (unit >= ASCII) continue;
    counts[unit]!++;
    units++;
  }
  const left = new Int16Array(ASCII);
  return {
    most,
    mayBeLike(bytes, size) {
      left.set(counts);
      let missing = units;
      let others = 0;
      for (let at = 0; at < size; at++) {
        const byte = bytes[at]!;
        if (byte >= ASCII) continue;
        const unit = byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte;
        if (left[unit]!-- > 0) missing--;
        else if (++others > most) return false;
      }
      // An edit takes one character away at most, and adds one at most.
      return missing <= most;
    },
    editsOf(name) {
      if (Math.abs(name.length - query.length) > most || !sharesGram(name)) return undefined;
      const edits = editDistance(query, name, most);
      return edits <= most ? edits : undefined;
    },
  };
}
