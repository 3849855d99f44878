import { eachFrontCoded, type NameBytes } from '../front-coded.ts';
import { createByteReader } from '../varint.ts';
import type { TermUse } from './term-arena.ts';
import { createUseReader } from './use-format.ts';

/** A name of a dictionary and what it stands for. */
export interface Term extends TermUse {
  name: string;
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * The names of a block of which `isWanted` is true, in their order. It is asked of one after the other.
 *
 * @param block length of the names as a varint, names, uses.
 */
export function termsThat(block: Uint8Array, isWanted: (name: NameBytes) => boolean): Term[] {
  const reader = createByteReader(block);
  const size = reader.varint();
  const names = block.subarray(reader.at, reader.at + size);
  const wanted: { name: string; place: number }[] = [];
  eachFrontCoded(names, (name, place) => {
    if (isWanted(name)) wanted.push({ name: utf8.decode(name.bytes.subarray(0, name.size)), place });
  });
  reader.at += size;
  const readUse = createUseReader(reader);
  let next = 0;
  return wanted.map(({ name, place }) => {
    for (; next < place; next++) readUse();
    next++;
    return { name, ...readUse() };
  });
}

/** A block as {@link termsThat} reads it. */
export function joinBlock({ names, uses }: { names: Uint8Array; uses: Uint8Array }): Uint8Array {
  const size: number[] = [];
  let rest = names.length;
  for (; rest > 127; rest >>>= 7) size.push((rest & 127) | 128);
  size.push(rest);
  const block = new Uint8Array(size.length + names.length + uses.length);
  block.set(size);
  block.set(names, size.length);
  block.set(uses, size.length + names.length);
  return block;
}
