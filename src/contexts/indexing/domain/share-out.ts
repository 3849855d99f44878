/**
 * The most that each may take of `room`, so that it holds all: what one does not need goes to the others.
 *
 * @param needs What each would take.
 * @returns `room` when it holds all needs.
 */
export function shareOut(room: number, needs: readonly number[]): number {
  let free = room;
  let left = needs.length;
  for (const need of needs.toSorted((a, b) => a - b)) {
    const share = Math.floor(free / left);
    if (need > share) return share;
    free -= need;
    left -= 1;
  }
  return room;
}
