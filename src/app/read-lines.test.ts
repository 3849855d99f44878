import { expect, test } from 'vitest';
import { readLines, type NumberedLine } from './read-lines.ts';

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}
async function all(longest: number, ...texts: string[]): Promise<(string | undefined)[]> {
  const lines: NumberedLine[] = [];
  for await (const line of readLines(pieces(...texts), longest)) lines.push(line);
  expect(lines.map(({ number }) => number)).toEqual(lines.map((_line, index) => index + 1));
  return lines.map(({ text }) => text);
}

test('lines are the same wherever the pieces are cut', async () => {
  const text = 'one\n\nthrée\nlast';
  const expected = ['one', '', 'thrée', 'last'];
  expect(await all(100, text)).toEqual(expected);
  const bytes = Buffer.from(text);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    const lines: (string | undefined)[] = [];
    const parts = async function* (): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, cut);
      yield bytes.subarray(cut);
    };
    for await (const line of readLines(parts(), 100)) lines.push(line.text);
    expect(lines).toEqual(expected);
  }
});

test('a line that is too long is passed over, and those after it are read', async () => {
  expect(await all(4, 'abcd\nabc', 'de\nx\n', '0123456789')).toEqual(['abcd', undefined, 'x', undefined]);
  expect(await all(4)).toEqual([]);
});
