import { chunkNumber } from '../chunk';
import { LIST_BYTES, at, clear, count, extend, makeList, push } from '../memory/list';
import { closeStream, openStream, reserve } from '../memory/stream';
import { sameBytes } from '../text/bytes';
import { beginRow, putChar, putField, putInt2, putInt4, putNull, putWord } from './fields';
import { postingRows } from './streams';

// The reverse side of the chunk: for each key and kind, the ids of the records that name it. A hash table of
// keys, each with a chain of ids; a chunk's ids come in ascending order, so a repeated id is the last one.

/** Kinds of postings. */
export const enum Posting {
  CALLERS = 99,
  IMPORTERS = 105,
  HANDLERS = 111,
  INVOKED = 109,
  ARGUMENT = 97,
  MEMBER = 102,
  FILE_CALLERS = 67,
  /** Symbols that use a function's name as a value. */
  USERS = 117,
  /** Files that do so outside any symbol. */
  FILE_USERS = 85,
  /** Symbols that assign a function to the member. */
  ASSIGNERS = 77,
  /** Files with a table that sets `type.field`. */
  FIELDS = 84,
}

@unmanaged
class Key {
  /** Offset into `keyBytes`. */
  text: u32;
  length: u32;
  hash: u32;
  kind: i32;
  first: i32;
  last: i32;
  ids: i32;
  lastId: i32;
  /** How often a record names the key again. */
  repeats: i32;
}

@unmanaged
class Link {
  id: i32;
  next: i32;
}

const keys = makeList(memory.data(LIST_BYTES, 16), offsetof<Key>());
const links = makeList(memory.data(LIST_BYTES, 16), offsetof<Link>());
const keyBytes = makeList(memory.data(LIST_BYTES, 16), 1);
/** Open addressing: index of a key plus one, 0 for none. Its size is a power of two. */
const slots = makeList(memory.data(LIST_BYTES, 16), 4);

const FIRST_SLOTS: i32 = 1 << 14;

function emptySlots(size: i32): void {
  clear(slots);
  const table = extend(slots, (<usize>size) << 2);
  memory.fill(table, 0, (<usize>size) << 2);
}

export function openPostings(): void {
  clear(keys);
  clear(links);
  clear(keyBytes);
  emptySlots(FIRST_SLOTS);
}

function keyAt(index: i32): Key {
  return changetype<Key>(at(keys, index));
}

function linkAt(index: i32): Link {
  return changetype<Link>(at(links, index));
}

/** Doubles the table when it is three quarters full. */
function growSlots(): void {
  const size = count(slots) << 1;
  emptySlots(size);
  const mask = size - 1;
  for (let i = 0; i < count(keys); i++) {
    let slot = <i32>keyAt(i).hash & mask;
    while (load<u32>(slots.address + ((<usize>slot) << 2)) != 0) slot = (slot + 1) & mask;
    store<u32>(slots.address + ((<usize>slot) << 2), <u32>(i + 1));
  }
}

/** Mixes 8 bytes at a time; reads no further than the text's last byte. */
function hashOf(text: usize, length: u32, kind: i32): u32 {
  let hash = ((<u64>length) << 8) ^ <u64>kind;
  let p = text;
  let left = length;
  while (left >= 8) {
    hash = (hash ^ load<u64>(p)) * 0x9e3779b97f4a7c15;
    hash ^= hash >>> 29;
    p += 8;
    left -= 8;
  }
  let tail: u64 = 0;
  for (let i: u32 = 0; i < left; i++) tail = (tail << 8) | <u64>load<u8>(p + <usize>i);
  hash = (hash ^ tail) * 0x9e3779b97f4a7c15;
  hash ^= hash >>> 32;
  return <u32>hash;
}

function addKey(text: usize, length: u32, hash: u32, kind: i32): Key {
  const offset = <u32>keyBytes.used;
  memory.copy(extend(keyBytes, <usize>length), text, <usize>length);
  const key = changetype<Key>(push(keys));
  key.text = offset;
  key.length = length;
  key.hash = hash;
  key.kind = kind;
  key.first = -1;
  key.last = -1;
  key.ids = 0;
  key.lastId = -1;
  key.repeats = 0;
  return key;
}

function addId(key: Key, id: i32): void {
  const link = count(links);
  const fact = changetype<Link>(push(links));
  fact.id = id;
  fact.next = -1;
  if (key.last < 0) key.first = link;
  else linkAt(key.last).next = link;
  key.last = link;
  key.lastId = id;
  key.ids++;
}

/** Notes that record `id` names `text`. Ids of one kind must not descend within a chunk. */
export function post(text: usize, length: u32, kind: i32, id: i32): void {
  const hash = hashOf(text, length, kind);
  const mask = count(slots) - 1;
  let slot = <i32>hash & mask;
  while (true) {
    const entry = load<u32>(slots.address + ((<usize>slot) << 2));
    if (entry == 0) break;
    const key = keyAt(<i32>entry - 1);
    if (
      key.hash == hash &&
      key.length == length &&
      key.kind == kind &&
      sameBytes(keyBytes.address + <usize>key.text, text, <usize>length)
    ) {
      if (key.lastId != id) addId(key, id);
      else key.repeats++;
      return;
    }
    slot = (slot + 1) & mask;
  }
  addId(addKey(text, length, hash, kind), id);
  store<u32>(slots.address + ((<usize>slot) << 2), <u32>count(keys));
  if (count(keys) * 4 > count(slots) * 3) growSlots();
}

const INT4_OID: i32 = 23;

/** The ids after the first as an int4[], null when there is none. */
function putOtherIds(key: Key): void {
  if (key.ids == 1) {
    putNull();
    return;
  }
  putWord(20 + 8 * (key.ids - 1));
  putWord(1); // dimensions
  putWord(0); // no nulls
  putWord(INT4_OID);
  putWord(key.ids - 1);
  putWord(1); // lower bound
  for (let link = linkAt(key.first).next; link >= 0; link = linkAt(link).next) {
    reserve(16);
    putInt4(linkAt(link).id);
  }
}

/** Writes the chunk's postings as rows, in the order their keys were first seen. */
export function putPostings(): void {
  openStream(postingRows);
  for (let i = 0; i < count(keys); i++) {
    const key = keyAt(i);
    beginRow(6);
    putInt4(linkAt(key.first).id);
    // Ids of files have no meaning of "again": a file's row says how often.
    if (key.kind == Posting.CALLERS && key.repeats > 0) putInt4(key.repeats);
    else putNull();
    putInt2(chunkNumber);
    putChar(key.kind);
    putField(keyBytes.address + <usize>key.text, key.length);
    putOtherIds(key);
  }
  closeStream();
}
