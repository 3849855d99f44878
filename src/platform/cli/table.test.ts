import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { renderTable } from './table.ts';
import { paint } from './terminal.ts';

describe('renderTable', () => {
  it('aligns columns under a heading, without borders or trailing blanks', () => {
    const text = renderTable(
      [{ title: 'NAME' }, { title: 'LINE', align: 'right' }, { title: 'FILE' }],
      [
        ['vfs_read', 450, 'fs/read_write.c'],
        [paint.cyan('x'), 7, 'a.c'],
      ],
    );
    expect(stripVTControlCharacters(text)).toBe(
      'NAME      LINE  FILE\nvfs_read   450  fs/read_write.c\nx            7  a.c',
    );
    expect(text).toContain(paint.cyan('x'));
  });

  it('counts wide characters as two columns', () => {
    const text = renderTable(
      [{ title: 'A' }, { title: 'B' }],
      [
        ['漢字', 1],
        ['abcd', 2],
      ],
    );
    expect(stripVTControlCharacters(text)).toBe('A     B\n漢字  1\nabcd  2');
  });

  it('keeps each row on one line and lets no cell steer the terminal', () => {
    const text = renderTable([{ title: 'A' }, { title: 'B' }], [['a\nb\u001B[2J\u0007', 'c\r\td']]);
    expect(stripVTControlCharacters(text).split('\n')).toHaveLength(2);
    // oxlint-disable-next-line no-control-regex -- these must be gone
    expect(text.split('\n')[1]).not.toMatch(/[\u0000-\u001F]/);
  });

  it('is a heading alone when there are no rows', () => {
    expect(stripVTControlCharacters(renderTable([{ title: 'NAME' }], []))).toBe('NAME');
  });
});
