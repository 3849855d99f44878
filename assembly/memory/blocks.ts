import { Failure, fail } from './failure';

// Blocks of linear memory in powers of two, from 64 KiB. A block given back waits in the list of its size and
// is the next one handed out, so a long run settles at the memory its largest file and chunk needed.

const SMALLEST_CLASS: u32 = 16;
const PAGE_BITS: u32 = 16;
const AMPLE_PAGES: i32 = 1024;

/** Heads of the free lists, one per size class; a free block's first word is the next one. */
const freeHeads = memory.data(32 * 4, 16);

/** End of the memory handed out so far. Start-up code allocates through the runtime; blocks begin behind that. */
let top: usize = 0;

/** Binary logarithm of the block that holds `bytes`. */
function classOf(bytes: usize): u32 {
  const exact = 32 - <u32>clz<u32>(<u32>bytes - 1);
  return max(exact, SMALLEST_CLASS);
}

/** Bytes a block asked for as `bytes` really has. */
export function blockSize(bytes: usize): usize {
  return (<usize>1) << (<usize>classOf(bytes));
}

/** A block of at least `bytes`, 16-byte aligned, contents undefined. */
export function takeBlock(bytes: usize): usize {
  if (bytes > 0x4000_0000) fail(Failure.OUT_OF_MEMORY);
  const sizeClass = classOf(bytes);
  const head = freeHeads + ((<usize>sizeClass) << 2);
  const reused = <usize>load<u32>(head);
  if (reused != 0) {
    store<u32>(head, load<u32>(reused));
    return reused;
  }
  if (top == 0) top = (heap.alloc(16) + 31) & ~15;
  const at = top;
  const end = <u64>at + ((<u64>1) << sizeClass);
  const have = (<u64>memory.size()) << PAGE_BITS;
  if (end > have) {
    // Each growth makes the host collect garbage, so memory at least doubles, by 64 MiB at most. What is not
    // touched costs no memory.
    const need = <i32>((end - have + 0xffff) >> PAGE_BITS);
    const ample = max(need, min(memory.size(), AMPLE_PAGES));
    if (memory.grow(ample) < 0 && memory.grow(need) < 0) fail(Failure.OUT_OF_MEMORY);
  }
  top = <usize>end;
  return at;
}

/** Gives a block back; `bytes` as it was asked for. */
export function giveBlock(address: usize, bytes: usize): void {
  const head = freeHeads + ((<usize>classOf(bytes)) << 2);
  store<u32>(address, load<u32>(head));
  store<u32>(head, <u32>address);
}
