import { entries, symbolAt, symbols } from '../facts/facts';
import { EntryFact, Flag, Kind } from '../facts/layouts';
import { LIST_BYTES, at, clear, count, extend, makeList } from '../memory/list';
import { hashBytes, sameBytes } from '../text/bytes';
import { literalBytes } from '../text/literal';
import { EXPORT } from './entries';

// Marks the symbols that the file exports, which it says behind them: `EXPORT_SYMBOL(vfs_read);`.

/** Open addressing over the names exported: index of the entry point plus one, 0 for none. */
const slots = makeList(memory.data(LIST_BYTES, 16), 4);

function entryAt(index: i32): EntryFact {
  return changetype<EntryFact>(at(entries, index));
}

function isExport(index: i32): bool {
  return <usize>entryAt(index).kind == literalBytes(EXPORT);
}

/** Slot of the name, or the empty one where it would be. */
function slotOf(name: u32, length: u32, mask: u32): usize {
  let slot = hashBytes(length, name, length) & mask;
  while (true) {
    const place = slots.address + ((<usize>slot) << 2);
    const index = load<i32>(place) - 1;
    if (index < 0) return place;
    const entry = entryAt(index);
    if (entry.nameLength == length && sameBytes(entry.name, name, length)) return place;
    slot = (slot + 1) & mask;
  }
}

/** Sets the flag of functions and variables whose names the file's entry points of kind `export` have. */
export function markExported(): void {
  let exported = 0;
  for (let i = 0; i < count(entries); i++) if (isExport(i)) exported++;
  if (exported == 0) return;
  let size: u32 = 16;
  while (size < <u32>exported * 2) size <<= 1;
  clear(slots);
  memory.fill(extend(slots, (<usize>size) << 2), 0, (<usize>size) << 2);
  for (let i = 0; i < count(entries); i++) {
    if (!isExport(i)) continue;
    store<i32>(slotOf(entryAt(i).name, entryAt(i).nameLength, size - 1), i + 1);
  }
  for (let i = 0; i < count(symbols); i++) {
    const fact = symbolAt(i);
    if (fact.kind != Kind.FUNCTION && fact.kind != Kind.VARIABLE) continue;
    if (load<i32>(slotOf(fact.name, fact.nameLength, size - 1)) != 0) fact.flags |= Flag.EXPORTED;
  }
}
