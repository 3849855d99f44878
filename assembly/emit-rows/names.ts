import { files, idOf, symbolsEmitted } from '../chunk';
import { symbolAt } from '../facts/facts';
import { closeStream, moveOut, openStream, out, reserve } from '../memory/stream';
import { Char } from '../text/bytes';
import { putByte } from '../text/write';
import { beginRow, closeField, openField, putField, putInt4 } from './fields';
import { nameRows } from './streams';

// Names in blocks, which substring search reads instead of the symbols: a few per cent of their bytes.

/** Symbols a block holds at most: enough to make rows few, few enough to skip most of what does not match. */
const BLOCK: i32 = 128;

/** ASCII letters in lower case; a newline, which would begin another name, becomes a space. */
function putFolded(from: usize, length: u32): void {
  reserve(<usize>length + 16);
  const to = out;
  for (let i: usize = 0; i < <usize>length; i++) {
    const byte = <u32>load<u8>(from + i);
    if (byte - 65 < 26) store<u8>(to + i, <u8>(byte + 32));
    else store<u8>(to + i, <u8>(byte == Char.NEWLINE ? 32 : byte));
  }
  moveOut(to + <usize>length);
}

function putBlock(first: i32, last: i32, baseId: i32, language: usize, languageLength: u32): void {
  beginRow(5);
  putInt4(baseId);
  putInt4(idOf(files));
  putField(language, languageLength);
  openField();
  reserve(BLOCK);
  for (let i = first; i < last; i++) putByte(symbolAt(i).kind);
  closeField();
  openField();
  for (let i = first; i < last; i++) {
    const fact = symbolAt(i);
    reserve(16);
    if (i > first) putByte(Char.NEWLINE);
    putFolded(fact.name, fact.nameLength);
  }
  closeField();
}

/** Writes the names of the window of symbols `first` … `last` - 1 in blocks. */
export function putNameRows(first: i32, last: i32, language: usize, languageLength: u32): void {
  openStream(nameRows);
  for (let from = first; from < last; from += BLOCK) {
    putBlock(from, min(from + BLOCK, last), idOf(symbolsEmitted + from - first), language, languageLength);
  }
  closeStream();
}
