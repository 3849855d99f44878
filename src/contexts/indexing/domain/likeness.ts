import { eachGram, gramsOf } from './grams.ts';
import { editDistance, mostEdits } from './nearest-names.ts';

/** Tells which names a misspelt query may have meant. */
export interface Likeness {
  /** Edits up to which a name is like the query. */
  most: number;
  /** Edits to a name in lower case; undefined when it is not like the query. */
  editsOf: (name: string) => number | undefined;
}

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
  return {
    most,
    editsOf(name) {
      if (Math.abs(name.length - query.length) > most || !sharesGram(name)) return undefined;
      const edits = editDistance(query, name, most);
      return edits <= most ? edits : undefined;
    },
  };
}
