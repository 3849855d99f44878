import { expect, test } from 'vitest';
import { createScreen } from './screen.ts';
import { paint } from './terminal.ts';

function terminalOf(output: { isTTY?: boolean; rows?: number; columns?: number }, env = {}) {
  const written: string[] = [];
  const stdout = { ...output, write: (text: string) => written.push(text) };
  const screen = createScreen({ stdout, stderr: stdout, env, noColor: false });
  return { screen, written };
}

test('each picture takes the place of the one before, and can be taken away', () => {
  const { screen, written } = terminalOf({ isTTY: true, rows: 40, columns: 80 }, { TERM: 'xterm' });
  expect(screen.live).toBe(true);
  screen.draw(`${paint.cyan('one')}\ntwo`);
  screen.draw('three');
  screen.clear();
  screen.clear();
  expect(written).toEqual([
    `${paint.cyan('one')}\ntwo\n`,
    '\u001B[2A\r\u001B[Jthree\n',
    '\u001B[1A\r\u001B[J',
  ]);
});

test('what would scroll or wrap is cut', () => {
  const { screen, written } = terminalOf({ isTTY: true, rows: 3, columns: 10 }, { TERM: 'xterm' });
  screen.draw(`${paint.red('0123456789abc')}\nb\nc\nd`);
  expect(written).toEqual(['01234567…\nb\n']);
});

test('a pipe is not drawn on', () => {
  expect(terminalOf({}).screen.live).toBe(false);
});
