/** How well a name answers a query, from 1 (it is the query) down to 0.1. */
export type Score = number;

/** Characters after which a word starts inside a name or path. */
const WORD_BREAKS = new Set('_-./$:');

/**
 * Scores a name that holds the query, both in lower case. An exact answer comes before names that start with the
 * query, in its case (`sameCase`) and then in another, then those where a word does, then the rest; among equals the
 * name with less around the query wins.
 */
export function rankName(query: string, name: string, sameCase = false): Score {
  if (name === query) return 0.95;
  const rest = query.length / Math.max(name.length, 1) / 10;
  if (name.startsWith(query)) return round(0.75 + rest + (sameCase ? 0.02 : 0));
  return round((startsWord(query, name) ? 0.5 : 0.25) + rest);
}

/** Scores a name of so many characters that starts with a query of so many, case and all. */
export function rankStart(query: number, name: number): Score {
  return name === query ? 1 : round(0.75 + query / Math.max(name, 1) / 10 + 0.02);
}

/** Scores a path that holds the query: as its last part, or as a whole where the query spans folders. */
export function rankPath(query: string, path: string): Score {
  const base = path.slice(path.lastIndexOf('/') + 1);
  const stem = base.includes('.') ? base.slice(0, base.lastIndexOf('.')) : base;
  if (path === query || base === query || stem === query) return 0.9;
  return afterCode(rankName(query, base.includes(query) ? base : path));
}

/** The score of what comes after a symbol of code that matches as well: a file, or how something is built. */
export function afterCode(score: Score): Score {
  return round(score - 0.1);
}

/** Scores a name that holds some of the words asked for; what else it needs stands elsewhere. */
export function rankWords(words: readonly string[], name: string): Score {
  const scores = words.map((word) => (name.includes(word) ? rankName(word, name) : 0.1));
  return round(scores.reduce((sum, score) => sum + score, 0) / words.length);
}

/** Scores a name that is `edits` away from the query: below every name that holds it. */
export function rankSimilar(query: string, edits: number): Score {
  return round(0.1 + 0.1 * (1 - edits / Math.max(query.length, 1)));
}

/** Does a word of `name` start with the query? */
export function startsWord(query: string, name: string): boolean {
  for (let at = name.indexOf(query); at >= 0; at = name.indexOf(query, at + 1)) {
    if (at === 0 || WORD_BREAKS.has(name.charAt(at - 1))) return true;
  }
  return false;
}

function round(score: number): Score {
  return Math.round(score * 1000) / 1000;
}
