import { createByteWriter } from '../varint.ts';
import type { TermPart } from './best-uses.ts';
import { joinBlock } from './decode-terms.ts';
import { type NamePlace, writeName } from './name-bytes.ts';
import { createUseWriter } from './use-format.ts';

/** A block of a few names, as blocks of a dictionary are before they are compressed. Names come in their order. */
export function encodeParts(parts: readonly TermPart[], find: (term: number) => NamePlace): Uint8Array {
  const names = createByteWriter();
  const uses = createByteWriter();
  const writeUse = createUseWriter(uses);
  let before: NamePlace = { slab: new Uint8Array(0), start: 0, size: 0 };
  for (const { term, use } of parts) {
    const name = { ...find(term) };
    writeName(names, name, sharedBy(before, name));
    writeUse(use);
    before = name;
  }
  // A copy, of no more than is written.
  return joinBlock({ names: names.written(), uses: uses.written() }).slice();
}

function sharedBy(a: NamePlace, b: NamePlace): number {
  const most = Math.min(a.size, b.size);
  let shared = 0;
  while (shared < most && a.slab[a.start + shared] === b.slab[b.start + shared]) shared++;
  return shared;
}
