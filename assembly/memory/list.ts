import { blockSize, giveBlock, takeBlock } from './blocks';

/** A growable run of equal records. Addresses of records move when it grows: hold indexes, not addresses. */
@unmanaged
export class List {
  address: usize;
  /** Bytes in use. */
  used: usize;
  /** Bytes the block holds. */
  capacity: usize;
  /** Bytes of one record. */
  stride: usize;
}

/** A list in static memory for records of `stride` bytes; its first block is taken with the first record. */
export function makeList(place: usize, stride: usize): List {
  const list = changetype<List>(place);
  list.address = 0;
  list.used = 0;
  list.capacity = 0;
  list.stride = stride;
  return list;
}

/** Bytes of static memory a list needs. */
export const LIST_BYTES: i32 = 16;

function grow(list: List, bytes: usize): void {
  const size = blockSize(max(list.used + bytes, list.capacity << 1));
  const moved = takeBlock(size);
  if (list.capacity != 0) {
    memory.copy(moved, list.address, list.used);
    giveBlock(list.address, list.capacity);
  }
  list.address = moved;
  list.capacity = size;
}

/** Room for `bytes` more at the end, already counted as used; contents undefined. */
export function extend(list: List, bytes: usize): usize {
  if (list.used + bytes > list.capacity) grow(list, bytes);
  const at = list.address + list.used;
  list.used += bytes;
  return at;
}

/** The next record, contents undefined. */
export function push(list: List): usize {
  return extend(list, list.stride);
}

export function count(list: List): i32 {
  return <i32>(<u32>list.used / <u32>list.stride);
}

/** Address of record `index`, good until the list grows. */
export function at(list: List, index: i32): usize {
  return list.address + <usize>index * list.stride;
}

export function setCount(list: List, records: i32): void {
  list.used = <usize>records * list.stride;
}

/** Forgets the records and keeps the block. */
export function clear(list: List): void {
  list.used = 0;
}
