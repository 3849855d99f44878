import * as fc from 'fast-check';

const TOKENS = [
  '(', ')', '{', '}', '[', ']', '<', '>', '=>', '=', ':', ';', ',', '.', '?.', '`', '${', '"', "'", '\\', '/*', '//',
  '#', '@', '@@', '\n', '\r\n', '\r', '\t', '\0', '\u{feff}', '🚢', '\ud800', ' class ', ' function ', ' def ',
  ' async ', ' export ', ' import ', ' const ', ' static ', ' if ', ' lambda ', ' enum ', '...', '<A/>', '</', '\u2028',
]; // prettier-ignore

/** A source of the corpus with up to twelve cuts, repetitions and insertions. */
export function mutations(sources: readonly string[]): fc.Arbitrary<string> {
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  const edit = fc.record({
    from: place,
    length: fc.nat(60),
    insert: fc.constantFrom(...TOKENS),
    how: fc.nat(3),
  });
  return fc.tuple(fc.constantFrom(...sources), fc.array(edit, { maxLength: 12 })).map(([source, edits]) => {
    let text = source;
    for (const { from, length, insert, how } of edits) {
      const at = Math.floor(from * text.length);
      const piece = text.slice(at, at + length);
      if (how === 0) text = text.slice(0, at) + text.slice(at + length);
      else if (how === 1) text = text.slice(0, at) + piece + text.slice(at);
      else if (how === 2) text = text.slice(0, at) + insert + text.slice(at);
      else text = text.slice(Math.floor(at / 2), at + length * 20);
    }
    return text;
  });
}
