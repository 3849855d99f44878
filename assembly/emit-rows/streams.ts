import { STREAM_BYTES, Stream, makeStream, resetStream } from '../memory/stream';

/** Rows per table, in the order the host knows them by. */
export const fileRows = makeStream(memory.data(STREAM_BYTES, 16));
export const symbolRows = makeStream(memory.data(STREAM_BYTES, 16));
export const postingRows = makeStream(memory.data(STREAM_BYTES, 16));
export const macroRows = makeStream(memory.data(STREAM_BYTES, 16));
export const entryRows = makeStream(memory.data(STREAM_BYTES, 16));
export const nameRows = makeStream(memory.data(STREAM_BYTES, 16));

/** The stream of table `index`: file, symbol, posting, macro, entrypoint, name. */
export function rowsOf(index: i32): Stream {
  if (index == 0) return fileRows;
  if (index == 1) return symbolRows;
  if (index == 2) return postingRows;
  if (index == 3) return macroRows;
  if (index == 4) return entryRows;
  return nameRows;
}

export function resetRows(): void {
  for (let index = 0; index < 6; index++) resetStream(rowsOf(index));
}
