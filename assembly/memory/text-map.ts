import { sameBytes } from '../text/bytes';
import { LIST_BYTES, List, at, clear, count, extend, makeList, push } from './list';

// Distinct texts, numbered in the order in which they came. Texts stay where they are.

/** What hashes begin with and are multiplied by; the second is odd. */
let seed: u64 = 0x9e3779b97f4a7c15;
let factor: u64 = 0xbf58476d1ce4e5b9;

/** Makes hashes other ones than in the next process, so that nobody can write a file whose names all collide. */
export function seedHashes(first: i32, second: i32): void {
  seed ^= <u64>(<u32>first);
  factor ^= (<u64>(<u32>second)) << 1;
}

/** A hash of a number, likewise. */
export function hashNumber(value: u32): u32 {
  const hash = (seed ^ <u64>value) * factor;
  return <u32>(((hash ^ (hash >> 29)) * factor) >> 32);
}

@unmanaged
class Entry {
  text: u32;
  length: u32;
  hash: u32;
}

@unmanaged
export class TextMap {
  entries: List;
  /** Open addressing: index of an entry plus one, 0 for none. */
  slots: List;
  /** Number of slots, a power of two, minus one. */
  mask: u32;
}

const FIRST_SLOTS: u32 = 64;

/** Bytes of static memory a map needs. */
export const MAP_BYTES: i32 = 12 + 2 * LIST_BYTES;

export function makeTextMap(place: usize): TextMap {
  const map = changetype<TextMap>(place);
  map.entries = makeList(place + 12, offsetof<Entry>());
  map.slots = makeList(place + 12 + <usize>LIST_BYTES, 4);
  map.mask = 0;
  return map;
}

function hashText(text: usize, length: u32): u32 {
  let hash = seed ^ <u64>length;
  const end = text + <usize>length;
  for (; text + 8 <= end; text += 8) {
    // Multiplied once, high bits that differ would stay few and in known places: the next bytes could take them back.
    hash = (hash ^ load<u64>(text)) * factor;
    hash = (hash ^ (hash >> 32)) * factor;
    hash ^= hash >> 32;
  }
  let rest: u64 = 0;
  for (; text < end; text++) rest = (rest << 8) | <u64>load<u8>(text);
  hash = (hash ^ rest) * factor;
  hash = (hash ^ (hash >> 32)) * factor;
  return <u32>(hash >> 32);
}

function emptySlots(map: TextMap, size: u32): void {
  clear(map.slots);
  memory.fill(extend(map.slots, (<usize>size) << 2), 0, (<usize>size) << 2);
  map.mask = size - 1;
}

function entryAt(map: TextMap, index: i32): Entry {
  return changetype<Entry>(at(map.entries, index));
}

/** Place of the text's slot, or of the empty one where it would be. */
function slotOf(map: TextMap, text: usize, length: u32, hash: u32): usize {
  let slot = hash & map.mask;
  while (true) {
    const place = map.slots.address + ((<usize>slot) << 2);
    const index = load<i32>(place) - 1;
    if (index < 0) return place;
    const entry = entryAt(map, index);
    if (entry.hash == hash && entry.length == length && sameBytes(entry.text, text, length)) return place;
    slot = (slot + 1) & map.mask;
  }
}

/** Empties the slot of an entry. Its text may be gone already. */
function dropSlot(map: TextMap, index: i32): void {
  let slot = entryAt(map, index).hash & map.mask;
  while (load<i32>(map.slots.address + ((<usize>slot) << 2)) != index + 1) slot = (slot + 1) & map.mask;
  store<i32>(map.slots.address + ((<usize>slot) << 2), 0);
}

/** Forgets all texts. Few of them cost little, however many there have been before. */
export function clearTexts(map: TextMap): void {
  const texts = count(map.entries);
  if (map.mask == 0) emptySlots(map, FIRST_SLOTS);
  else if (<u32>texts > map.mask >> 3) memory.fill(map.slots.address, 0, map.slots.used);
  else for (let i = texts - 1; i >= 0; i--) dropSlot(map, i); // backwards: none is looked for past an empty slot
  clear(map.entries);
}

function growSlots(map: TextMap): void {
  emptySlots(map, (map.mask + 1) << 1);
  for (let i = 0; i < count(map.entries); i++) {
    const entry = entryAt(map, i);
    store<i32>(slotOf(map, entry.text, entry.length, entry.hash), i + 1);
  }
}

/** Number of the text, NONE (-1) where the map does not have it. */
export function findText(map: TextMap, text: usize, length: u32): i32 {
  return load<i32>(slotOf(map, text, length, hashText(text, length))) - 1;
}

/** Number of the text, which is added when it is a new one. */
export function addText(map: TextMap, text: usize, length: u32): i32 {
  const hash = hashText(text, length);
  const place = slotOf(map, text, length, hash);
  const known = load<i32>(place) - 1;
  if (known >= 0) return known;
  const entry = changetype<Entry>(push(map.entries));
  entry.text = <u32>text;
  entry.length = length;
  entry.hash = hash;
  const index = count(map.entries) - 1;
  store<i32>(place, index + 1);
  if ((<u32>index) << 1 > map.mask) growSlots(map);
  return index;
}

export function countTexts(map: TextMap): i32 {
  return count(map.entries);
}

export function textAt(map: TextMap, index: i32): usize {
  return entryAt(map, index).text;
}

export function textLength(map: TextMap, index: i32): u32 {
  return entryAt(map, index).length;
}
