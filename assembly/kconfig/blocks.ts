import { addCall } from '../facts/facts';
import { CallType } from '../facts/layouts';
import { LIST_BYTES, at, clear, count, makeList, push, setCount } from '../memory/list';

// The `if`, `menu` and `choice` that are open, and what everything in them depends on.

@unmanaged
class Block {
  /** Keyword that ends it. */
  ends: i32;
  /** What the blocks around it depend on: so many of `needs`. */
  before: i32;
}

@unmanaged
class Need {
  name: u32;
  length: u32;
  line: i32;
}

/** Deeper blocks are not code. */
const DEEPEST: i32 = 100;
/** References a symbol takes over from the blocks around it. */
const MOST_INHERITED: i32 = 64;
/** Bytes of the names that all symbols of a file together take over: they may be far more than the file has. */
const MOST_IN_FILE: u32 = 1 << 24;

const blocks = makeList(memory.data(LIST_BYTES, 16), offsetof<Block>());
const needs = makeList(memory.data(LIST_BYTES, 16), offsetof<Need>());
let inherited: u32 = 0;

export function clearBlocks(): void {
  clear(blocks);
  clear(needs);
  inherited = 0;
}

/** Whether the block was opened; those too deep are passed over. */
export function openBlock(ends: i32): bool {
  if (count(blocks) >= DEEPEST) return false;
  const block = changetype<Block>(push(blocks));
  block.ends = ends;
  block.before = count(needs);
  return true;
}

/** Closes the innermost block, if it is one that the keyword ends. */
export function closeBlock(keyword: i32): void {
  if (count(blocks) == 0) return;
  const block = changetype<Block>(at(blocks, count(blocks) - 1));
  if (block.ends != keyword) return;
  setCount(needs, block.before);
  setCount(blocks, count(blocks) - 1);
}

/** Says that what the innermost block holds depends on a symbol. */
export function needInBlock(name: usize, length: u32, line: i32): void {
  if (count(needs) >= MOST_INHERITED) return;
  const need = changetype<Need>(push(needs));
  need.name = <u32>name;
  need.length = length;
  need.line = line;
}

/** Lets a symbol refer to what the blocks around it depend on. */
export function inheritNeeds(caller: i32): void {
  for (let i = 0; i < count(needs) && inherited < MOST_IN_FILE; i++) {
    const need = changetype<Need>(at(needs, i));
    addCall(need.name, need.length, need.line, CallType.DIRECT, caller);
    inherited += need.length;
  }
}
