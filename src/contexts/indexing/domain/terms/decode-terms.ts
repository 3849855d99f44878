import { eachFrontCoded, type NameBytes } from '../front-coded.ts';
import { createByteReader, createByteWriter } from '../varint.ts';
import type { TermUse } from './term-arena.ts';
import { createUseReader } from './use-format.ts';

/** A name of a dictionary and what it stands for. */
export interface Term extends TermUse {
  name: string;
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** A block: its names, front-coded, and what they stand for, in their order. */
export interface BlockParts {
  names: Uint8Array;
  uses: Uint8Array;
}

/** The names of a block of which `isWanted` is true, in their order. It is asked of one after the other. */
export function termsThat({ names, uses }: BlockParts, isWanted: (name: NameBytes) => boolean): Term[] {
  const wanted: { name: string; place: number }[] = [];
  eachFrontCoded(names, (name, place) => {
    if (isWanted(name)) wanted.push({ name: utf8.decode(name.bytes.subarray(0, name.size)), place });
  });
  if (wanted.length === 0) return [];
  const readUse = createUseReader(createByteReader(uses));
  let next = 0;
  return wanted.map(({ name, place }) => {
    for (; next < place; next++) readUse();
    next++;
    const { symbols, macros } = readUse();
    return { name, symbols, macros };
  });
}

/** A block as {@link splitBlocks} reads it: the lengths of both parts as varints, then the parts. */
export function joinBlock({ names, uses }: BlockParts): Uint8Array {
  const block = createByteWriter();
  block.varint(names.length);
  block.varint(uses.length);
  block.bytes(names, 0, names.length);
  block.bytes(uses, 0, uses.length);
  return block.written();
}

/** The parts of blocks that follow each other. */
export function splitBlocks(blocks: Uint8Array): BlockParts[] {
  const reader = createByteReader(blocks);
  const parts: BlockParts[] = [];
  while (reader.at < blocks.length) {
    const size = reader.varint();
    const usesSize = reader.varint();
    const from = reader.at;
    reader.at += size + usesSize;
    parts.push({
      names: blocks.subarray(from, from + size),
      uses: blocks.subarray(from + size, reader.at),
    });
  }
  return parts;
}
