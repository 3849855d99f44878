/** A line of a stream, with its number from 1. */
export interface NumberedLine {
  number: number;
  /** Without its end; undefined where the line is longer than was to be read. */
  text: string | undefined;
}

const NEWLINE = 0x0a;

/** Reads lines of at most `longest` bytes. A longer one is passed over without being held. */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  longest: number,
): AsyncGenerator<NumberedLine> {
  let number = 1;
  let parts: Uint8Array[] = [];
  let bytes = 0;
  const line = (): NumberedLine => ({
    number,
    text: bytes > longest ? undefined : Buffer.concat(parts).toString('utf8'),
  });
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length;) {
      const end = chunk.indexOf(NEWLINE, from);
      const part = chunk.subarray(from, end < 0 ? chunk.length : end);
      bytes += part.length;
      if (bytes <= longest) parts.push(part);
      else parts = [];
      if (end < 0) break;
      yield line();
      number += 1;
      parts = [];
      bytes = 0;
      from = end + 1;
    }
  }
  if (bytes > 0) yield line();
}
