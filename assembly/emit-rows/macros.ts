import { chunkNumber } from '../chunk';
import { LIST_BYTES, at, clear, count, makeList, push } from '../memory/list';
import { giveBlock, takeBlock } from '../memory/blocks';
import { closeStream, moveOut, openStream, out, reserve } from '../memory/stream';
import { putVarint } from '../text/write';
import { beginRow, closeField, openField, putInt2 } from './fields';
import { macroRows } from './streams';

// Which file defines a macro of this hash: pairs sorted into buckets, verified later against the file's own names.

const BUCKETS: i32 = 256;
/** The bucket is the top 8 bits of the hash. */
const BUCKET_SHIFT: u32 = 24;

/** Pairs (hash, file id), 8 bytes, little-endian. */
const hits = makeList(memory.data(LIST_BYTES, 16), 8);
/** Per bucket: its first pair after sorting. */
const starts = memory.data(257 * 4, 16);

export function openMacroHits(): void {
  clear(hits);
}

/** FNV-1a over 32 bits, folded once, so that the top bits depend on all bytes. */
function hashOf(name: usize, length: u32): u32 {
  let hash: u32 = 0x811c9dc5;
  const end = name + <usize>length;
  for (let p = name; p < end; p++) hash = (hash ^ <u32>load<u8>(p)) * 0x01000193;
  return hash ^ (hash >>> 15);
}

export function addMacroHit(name: usize, length: u32, fileId: i32): void {
  const hit = push(hits);
  store<u32>(hit, hashOf(name, length));
  store<i32>(hit, fileId, 4);
}

function bucketOf(hit: usize): usize {
  return starts + ((<usize>(load<u32>(hit) >>> BUCKET_SHIFT)) << 2);
}

/** Number of a file within its chunk. */
const FILE_MASK: u32 = (1 << 20) - 1;

/**
 * Per hit: the low 16 bits of the hash, little-endian, and as a varint how far the file's number within the chunk
 * lies behind the one before. With the 8 bits of the bucket that leaves few false hits.
 */
function putBucket(from: usize, to: usize): void {
  openField();
  let before: u32 = 0;
  for (let hit = from; hit < to; hit += 8) {
    const file = load<u32>(hit, 4) & FILE_MASK;
    reserve(16);
    store<u16>(out, load<u16>(hit));
    moveOut(out + 2);
    putVarint(file - before);
    before = file;
  }
  closeField();
}

/** Writes a row per bucket that has hits, by a counting sort that keeps the order of files. */
export function putMacroHits(): void {
  const total = count(hits);
  if (total == 0) return;
  memory.fill(starts, 0, (<usize>(BUCKETS + 1)) << 2);
  for (let i = 0; i < total; i++) {
    const bucket = bucketOf(at(hits, i)) + 4;
    store<i32>(bucket, load<i32>(bucket) + 1);
  }
  for (let b: usize = 4; b <= (<usize>BUCKETS) << 2; b += 4) {
    store<i32>(starts + b, load<i32>(starts + b) + load<i32>(starts + b - 4));
  }
  const bytes = (<usize>total) << 3;
  const sorted = takeBlock(bytes);
  for (let i = 0; i < total; i++) {
    const hit = at(hits, i);
    const bucket = bucketOf(hit);
    const place = load<i32>(bucket);
    store<u64>(sorted + ((<usize>place) << 3), load<u64>(hit));
    store<i32>(bucket, place + 1);
  }
  // Each bucket's start has moved to its end.
  openStream(macroRows);
  let from: i32 = 0;
  for (let b = 0; b < BUCKETS; b++) {
    const to = load<i32>(starts + ((<usize>b) << 2));
    if (to > from) {
      beginRow(3);
      putInt2(b);
      putInt2(chunkNumber);
      putBucket(sorted + ((<usize>from) << 3), sorted + ((<usize>to) << 3));
    }
    from = to;
  }
  closeStream();
  giveBlock(sorted, bytes);
}
