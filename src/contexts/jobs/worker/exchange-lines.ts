import { writeSync } from 'node:fs';

const NEWLINE = 10;

/** Makes what takes the bytes of a pipe, piece by piece, and hands on the messages in them: JSON, one a line. */
export function readLines(receive: (messages: unknown[]) => void): (bytes: Buffer) => void {
  let partial: Buffer[] = [];
  return (bytes) => {
    const end = bytes.lastIndexOf(NEWLINE);
    if (end === -1) {
      partial.push(bytes);
      return;
    }
    const lines = Buffer.concat([...partial, bytes.subarray(0, end)]).toString();
    partial = [bytes.subarray(end + 1)];
    // JSON has no line breaks of its own.
    receive(JSON.parse(`[${lines.replaceAll('\n', ',')}]`) as unknown[]);
  };
}

/**
 * Writes a message as a line into a blocking pipe. It is in the pipe, whole, when this returns, whatever becomes of this
 * process; where the pipe is full, it waits until somebody has read. Throws when nobody reads any more.
 */
export function writeLine(fd: number, message: unknown): void {
  writeSync(fd, `${JSON.stringify(message)}\n`);
}
