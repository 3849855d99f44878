/** The up to `most` ids that most of the lists hold, ascending; `last` is the highest there can be. */
export function pickMostFrequent(lists: readonly Int32Array[], last: number, most: number): Int32Array {
  const counts = new Uint8Array(last + 1);
  for (const list of lists) for (const id of list) counts[id]!++;
  const withCount = new Int32Array(lists.length + 1);
  const seen = new Uint8Array(last + 1);
  const ids: number[] = [];
  for (const list of lists) {
    for (const id of list) {
      if (seen[id] === 1) continue;
      seen[id] = 1;
      ids.push(id);
      withCount[counts[id]!]!++;
    }
  }
  // The lowest count from which on there is room for all; of the one below, as many as still fit.
  let least = lists.length + 1;
  let room = most;
  while (least > 1 && withCount[least - 1]! <= room) room -= withCount[--least]!;
  const picked = ids.filter((id) => {
    const count = counts[id]!;
    return count >= least || (count === least - 1 && room-- > 0);
  });
  return Int32Array.from(picked).sort();
}
