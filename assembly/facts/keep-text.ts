import { arenaKeep, arenaRoom } from '../memory/arena';
import { characterBytes } from '../text/utf8';
import { LONGEST_NAME } from './facts';
import { SymbolFact } from './layouts';

// Text for facts. Control characters separate names in rows, so a name cannot hold one: they become blanks; NUL is no
// text at all.

const FIRST_PRINTABLE: u8 = 32;

/** Length of the text kept last. */
export let keptLength: u32 = 0;

/** The text from `start` to `end` as a name may be: where it stands, or changed in the arena. Too long for one it stays. */
export function keepText(start: usize, end: usize): usize {
  keptLength = <u32>(end - start);
  if (keptLength > LONGEST_NAME) return start;
  let p = start;
  while (p < end && load<u8>(p) >= FIRST_PRINTABLE) p++;
  return p == end ? start : copyText(start, end);
}

/** The same, in the arena in any case: for text that does not stay where it stands. */
export function copyText(start: usize, end: usize): usize {
  const kept = arenaRoom(end - start);
  let to = kept;
  for (let p = start; p < end; p++) {
    const c = load<u8>(p);
    if (c != 0) store<u8>(to++, max(c, FIRST_PRINTABLE));
  }
  keptLength = <u32>(to - kept);
  arenaKeep(to - kept);
  return kept;
}

/** Bytes of a signature, cut between characters. */
const LONGEST: usize = 400;

let signature: usize = 0;
let used: usize = 0;
/** Bytes given: those used, and NULs. */
let given: usize = 0;
let isFull: bool = false;

/** Begins a signature. Until it is kept nothing else may be put into the arena. */
export function beginSignature(): void {
  signature = arenaRoom(LONGEST);
  used = 0;
  given = 0;
  isFull = false;
}

/** Adds text; answers whether there is room for more. */
export function putSignature(start: usize, end: usize): bool {
  for (let p = start; p < end && !isFull;) {
    const c = load<u8>(p);
    const bytes = characterBytes(c);
    given += bytes;
    isFull = given > LONGEST;
    if (isFull) break;
    if (bytes == 1) {
      if (c != 0) store<u8>(signature + used++, max(c, FIRST_PRINTABLE));
    } else {
      memory.copy(signature + used, p, bytes);
      used += bytes;
    }
    p += bytes;
  }
  return !isFull;
}

/** Gives the signature to a symbol. */
export function keepSignature(fact: SymbolFact): void {
  fact.signature = <u32>signature;
  fact.signatureLength = <u32>used;
  arenaKeep(used);
}
