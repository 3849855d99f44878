import { STREAM_BYTES, makeStream, reserve, resetStream, streamLength } from '../memory/stream';
import { putLiteral } from '../text/write';
import { NEXT_RECORD } from './literals';

/** The five arrays of a chunk file, each written on its own and joined by the host. */
export const fileStream = makeStream(memory.data(STREAM_BYTES, 16));
export const symbolStream = makeStream(memory.data(STREAM_BYTES, 16));
export const entryStream = makeStream(memory.data(STREAM_BYTES, 16));
export const callStream = makeStream(memory.data(STREAM_BYTES, 16));
export const useStream = makeStream(memory.data(STREAM_BYTES, 16));

export function resetJson(): void {
  resetStream(fileStream);
  resetStream(symbolStream);
  resetStream(entryStream);
  resetStream(callStream);
  resetStream(useStream);
}

/** Bytes of all records so far. */
export function jsonLength(): usize {
  return (
    streamLength(fileStream) +
    streamLength(symbolStream) +
    streamLength(entryStream) +
    streamLength(callStream) +
    streamLength(useStream)
  );
}

/** Begins a record in the open stream: all but the first come after a comma and a newline. */
export function beginRecord(first: bool): void {
  reserve(64);
  if (!first) putLiteral(NEXT_RECORD);
}
