/** Chunk number in an id of the index. */
export const chunkOf = (id: number): number => id >>> 20;

/** First and last id a chunk can give. */
export function idsOfChunk(chunk: number): { first: number; last: number } {
  return { first: chunk * 2 ** 20, last: chunk * 2 ** 20 + (2 ** 20 - 1) };
}

/** Ids as text of an int4multirange. Those of one file follow each other, so there are few ranges. */
export function toMultirange(ids: readonly number[]): string {
  const sorted = ids.toSorted((a, b) => a - b);
  const ranges: string[] = [];
  for (let at = 0; at < sorted.length;) {
    let end = at;
    while (end + 1 < sorted.length && sorted[end + 1]! <= sorted[end]! + 1) end += 1;
    ranges.push(`[${sorted[at]!},${sorted[end]!}]`);
    at = end + 1;
  }
  return `{${ranges.join(',')}}`;
}
