import { writeSync } from 'node:fs';

const NEWLINE = 10;

/**
 * Makes what takes the bytes of a pipe, piece by piece, and hands on the messages in them: JSON objects, one a line. What
 * is none is told as `nonsense`, and so is all that comes with it.
 */
export function readLines(
  receive: (messages: object[]) => void,
  nonsense: () => void,
): (bytes: Buffer) => void {
  let partial: Buffer[] = [];
  return (bytes) => {
    const end = bytes.lastIndexOf(NEWLINE);
    if (end === -1) {
      partial.push(bytes);
      return;
    }
    const lines = Buffer.concat([...partial, bytes.subarray(0, end)]).toString();
    partial = [bytes.subarray(end + 1)];
    const messages = objectsOf(lines);
    if (messages === undefined) nonsense();
    else receive(messages);
  };
}

function objectsOf(lines: string): object[] | undefined {
  try {
    // JSON has no line breaks of its own.
    const messages = JSON.parse(`[${lines.replaceAll('\n', ',')}]`) as unknown[];
    return messages.every((message) => typeof message === 'object' && message !== null)
      ? messages
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes a message as a line into a blocking pipe. It is in the pipe, whole, when this returns, whatever becomes of this
 * process; where the pipe is full, it waits until somebody has read. Throws when nobody reads any more.
 */
export function writeLine(fd: number, message: unknown): void {
  writeSync(fd, `${JSON.stringify(message)}\n`);
}
