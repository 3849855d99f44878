import { giveBlock, takeBlock } from './blocks';

// Text put together for the file at hand (signatures, `type.field`, names from another extractor). It never
// moves until the next file, so records may hold its addresses.

const BLOCK: usize = 1 << 16;
const HEADER: usize = 16;

/** Blocks are chained by their first word; the second holds the bytes asked for. */
let first: usize = 0;
let next: usize = 0;
let limit: usize = 0;

/** Room for `bytes` (and 16 more to write past the end); nothing is taken until `arenaKeep`. */
export function arenaRoom(bytes: usize): usize {
  const need = bytes + 16;
  if (next + need > limit) {
    const size = max(BLOCK, need + HEADER);
    const block = takeBlock(size);
    store<u32>(block, <u32>first);
    store<u32>(block, <u32>size, 4);
    first = block;
    next = block + HEADER;
    limit = block + size;
  }
  return next;
}

/** Keeps the first `bytes` of the room last asked for. */
export function arenaKeep(bytes: usize): void {
  next += bytes;
}

/** Gives all blocks back. */
export function arenaReset(): void {
  while (first != 0) {
    const block = first;
    first = <usize>load<u32>(block);
    giveBlock(block, <usize>load<u32>(block, 4));
  }
  next = 0;
  limit = 0;
}
