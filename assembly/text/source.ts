import { blockSize, giveBlock, takeBlock } from '../memory/blocks';
import { Char } from './bytes';
import { isDirty, measureClean, writeClean } from './utf8';

// The source at hand: bytes as the host wrote them, made valid UTF-8, with a newline before and zeros behind, so
// that scanning needs no bounds checks.

const BEFORE: usize = 16;
const BEHIND: usize = 64;

/** Bytes of the longest file read by others than the scanner of C: ten times the largest of a Linux kernel. */
export const LONGEST_TEXT: i32 = 8_000_000;

/** A buffer that is replaced by a larger one when needed. */
@unmanaged
class Buffer {
  address: usize;
  capacity: usize;
}
const raw = changetype<Buffer>(memory.data(8, 8));
const cleaned = changetype<Buffer>(memory.data(8, 8));

/** First byte of the text, after a byte order mark. */
export let sourceStart: usize = 0;
/** Whether there was a byte order mark. */
export let hasMark: bool = false;
/** The NUL behind the text. */
export let sourceEnd: usize = 0;
/** Bytes as the host gave them. */
export let sourceBytes: i32 = 0;
/** Lines; a last one without newline counts. */
export let sourceLines: i32 = 0;

function ensure(buffer: Buffer, bytes: usize): usize {
  const need = bytes + BEFORE + BEHIND;
  if (need > buffer.capacity) {
    if (buffer.capacity != 0) giveBlock(buffer.address, buffer.capacity);
    buffer.capacity = 0;
    buffer.address = takeBlock(need);
    buffer.capacity = blockSize(need);
  }
  return buffer.address + BEFORE;
}

/** Where the host puts `bytes` bytes of source. */
export function sourceRoom(bytes: i32): usize {
  return ensure(raw, <usize>bytes);
}

function frame(start: usize, end: usize): void {
  store<u8>(start - 1, Char.NEWLINE);
  memory.fill(end, 0, BEHIND);
}

/**
 * Takes the `bytes` bytes the host wrote as the source at hand: cleans them and counts their lines.
 * @param keepsNul Leaves NUL bytes in: for what knows the source's end by `sourceEnd`.
 */
export function openSource(bytes: i32, keepsNul: bool = false): void {
  let start = raw.address + BEFORE;
  let end = start + <usize>bytes;
  frame(start, end);
  sourceBytes = bytes;
  const newlines = i8x16.splat(<i8>Char.NEWLINE);
  const zero = i8x16.splat(0);
  let lines = 0;
  let suspect = 0;
  let p = start;
  for (; p + 16 <= end; p += 16) {
    const block = v128.load(p);
    lines += popcnt(i8x16.bitmask(i8x16.eq(block, newlines)));
    suspect |= i8x16.bitmask(v128.or(block, i8x16.eq(block, zero)));
  }
  for (; p < end; p++) {
    const c = load<u8>(p);
    if (c == Char.NEWLINE) lines++;
    if (c == 0 || c >= 128) suspect = 1;
  }
  if (end > start && load<u8>(end - 1) != Char.NEWLINE) lines++;
  sourceLines = lines;
  hasMark = bytes >= 3 && (load<u32>(start) & 0xffffff) == 0xbfbbef;
  if (suspect != 0) {
    if (hasMark) start += 3;
    const length = measureClean(start, end, keepsNul);
    if (isDirty) {
      const to = ensure(cleaned, length);
      writeClean(start, end, to, keepsNul);
      start = to;
      end = to + length;
    }
    frame(start, end);
  }
  sourceStart = start;
  sourceEnd = end;
}

/** Takes the `bytes` bytes the host wrote as they are, zeros behind them; answers where they begin. */
export function openRaw(bytes: i32): usize {
  const start = raw.address + BEFORE;
  frame(start, start + <usize>bytes);
  return start;
}

/** Says what is known of a source whose text is not at hand. */
export function describeSource(bytes: i32, lines: i32): void {
  sourceBytes = bytes;
  sourceLines = lines;
}
