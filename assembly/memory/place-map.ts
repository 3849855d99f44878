import { giveBlock, takeBlock } from './blocks';
import { hashNumber } from './text-map';

/** Places by places, neither of them 0. Open addressing; it grows, and forgets without touching what it has grown to. */
@unmanaged
class PlaceMap {
  address: usize;
  /** Bytes of the block. */
  capacity: usize;
  /** Slots in use minus one: all bits of an index. */
  mask: u32;
  used: u32;
}

/** Bytes of static memory a map needs. */
export const PLACE_MAP_BYTES: i32 = 16;

const FIRST_SLOTS: u32 = 16;

/** A map in static memory; its first block is taken when it is first emptied. */
export function makePlaceMap(place: usize): PlaceMap {
  const map = changetype<PlaceMap>(place);
  map.address = 0;
  map.capacity = 0;
  map.mask = 0;
  map.used = 0;
  return map;
}

/** Forgets all places; a new map must be emptied before anything else. */
export function clearPlaces(map: PlaceMap): void {
  if (map.mask == FIRST_SLOTS - 1 && map.used == 0) return;
  useBlock(map, FIRST_SLOTS);
}

function useBlock(map: PlaceMap, slots: u32): void {
  const bytes = (<usize>slots) << 3;
  if (bytes > map.capacity) {
    map.address = takeBlock(bytes);
    map.capacity = bytes;
  }
  memory.fill(map.address, 0, bytes);
  map.mask = slots - 1;
  map.used = 0;
}

/** The slot of a key, or the empty one where it would be. */
function slotOf(map: PlaceMap, key: u32): usize {
  let slot = hashNumber(key) & map.mask;
  while (true) {
    const place = map.address + ((<usize>slot) << 3);
    const found = load<u32>(place);
    if (found == key || found == 0) return place;
    slot = (slot + 1) & map.mask;
  }
}

/** What belongs to a key, 0 for nothing. */
export function placeOf(map: PlaceMap, key: usize): usize {
  return <usize>load<u32>(slotOf(map, <u32>key), 4);
}

export function setPlace(map: PlaceMap, key: usize, value: usize): void {
  if (map.used * 2 > map.mask) grow(map);
  const slot = slotOf(map, <u32>key);
  if (load<u32>(slot) == 0) map.used++;
  store<u32>(slot, <u32>key);
  store<u32>(slot, <u32>value, 4);
}

function grow(map: PlaceMap): void {
  const old = map.address;
  const capacity = map.capacity;
  const end = old + ((<usize>map.mask + 1) << 3);
  map.capacity = 0;
  useBlock(map, (map.mask + 1) << 1);
  for (let slot = old; slot < end; slot += 8) {
    if (load<u32>(slot) != 0) setPlace(map, <usize>load<u32>(slot), <usize>load<u32>(slot, 4));
  }
  giveBlock(old, capacity);
}
