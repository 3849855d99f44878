import type { ChunkDraft, ChunkRange, PlannedChunk } from './chunk-plan.ts';
import { baseOfChunkId, chunkId, chunkIdBase } from './name-subsystem.ts';

/**
 * Gives every draft a number, sequence and id: those of the range it continues, else the lowest that are free.
 * Numbers have no gaps: where chunks have gone, the highest numbers move down. (A number is in no chunk file.)
 */
export function nameDrafts(drafts: readonly ChunkDraft[], earlier: readonly ChunkRange[]): PlannedChunk[] {
  const bases = new Map(earlier.map((range) => [range.subsystem, baseOfChunkId(range.id)]));
  const takenBases = new Set([...bases.values()].map((base) => base.toLowerCase()));
  const numbers = lowestFree(0);
  const sequences = new Map<string, LowestFree>();
  const sequencesOf = (subsystem: string): LowestFree => {
    const found = sequences.get(subsystem) ?? lowestFree(1);
    sequences.set(subsystem, found);
    return found;
  };
  for (const { kept, subsystem } of drafts) {
    if (!kept) continue;
    if (kept.number < drafts.length) numbers.take(kept.number);
    sequencesOf(subsystem).take(kept.sequence);
  }
  const named = drafts.map(({ kept, ...draft }): PlannedChunk => {
    if (kept) {
      const number = kept.number < drafts.length ? kept.number : numbers.next();
      return { ...draft, number, sequence: kept.sequence, id: kept.id };
    }
    const base = bases.get(draft.subsystem) ?? chunkIdBase(draft.subsystem, takenBases);
    bases.set(draft.subsystem, base);
    const sequence = sequencesOf(draft.subsystem).next();
    return { ...draft, number: numbers.next(), sequence, id: chunkId(base, sequence) };
  });
  return named.sort((a, b) => a.number - b.number);
}

interface LowestFree {
  take(value: number): void;
  next(): number;
}

/** Hands out whole numbers from `from` on, in order, without those that were taken before. */
function lowestFree(from: number): LowestFree {
  const taken = new Set<number>();
  let free = from;
  return {
    take: (value) => void taken.add(value),
    next() {
      while (taken.has(free)) free += 1;
      free += 1;
      return free - 1;
    },
  };
}
