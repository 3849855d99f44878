import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createProgressDisplay } from './progress.ts';

interface Conditions {
  isTTY?: boolean;
  json?: boolean;
  columns?: number;
  env?: Record<string, string>;
}

function display({ isTTY = false, json = false, columns = 100, env = {} }: Conditions = {}) {
  const writes: string[] = [];
  let time = 0;
  const output = { write: (text: string) => writes.push(text), isTTY, columns };
  const shown = createProgressDisplay({
    terminal: { stdout: output, stderr: output, env, noColor: false },
    json,
    now: () => time,
  });
  return { ...shown, writes, at: (ms: number) => (time = ms) };
}

const scan = (bytesDone: number, rest = {}) => ({
  phase: 'scan',
  filesDone: bytesDone / 1000,
  filesTotal: 2000,
  bytesDone,
  bytesTotal: 2_000_000,
  ...rest,
});

describe('progress on a terminal', () => {
  it('redraws one line with share, files, speed and time left, and takes it away at the end', () => {
    const { update, done, at, writes } = display({ isTTY: true });
    update(scan(0));
    at(1000);
    update(scan(500_000, { current: 'fs/ext4/inode.c' }));
    done();
    expect(writes.every((text) => text.startsWith('\r\u001B[K') && !text.includes('\n'))).toBe(true);
    expect(stripVTControlCharacters(writes[1]!).trim()).toBe(
      'scan  ████░░░░░░░░░░░░  25%  500/2,000 files  500 kB  500 kB/s  ETA 3.0 s  fs/ext4/inode.c',
    );
    expect(writes.at(-1)).toBe('\r\u001B[K');
  });

  it('draws ten times a second at most, but a new phase at once', () => {
    const { update, at, writes } = display({ isTTY: true });
    for (let ms = 0; ms < 1000; ms += 1) {
      at(ms);
      update(scan(ms * 100));
    }
    expect(writes.length).toBe(10);
    update({ phase: 'load' });
    expect(stripVTControlCharacters(writes.at(-1)!)).toContain('load');
  });

  it('never gets wider than the terminal', () => {
    for (const columns of [10, 20, 40, 60, 80, 200]) {
      const { update, at, writes } = display({ isTTY: true, columns });
      update(scan(0));
      at(1000);
      update(scan(900_000, { current: 'drivers/'.repeat(40) }));
      for (const text of writes)
        expect(stripVTControlCharacters(text).replace('\r', '').length).toBeLessThan(columns);
    }
  });

  it('measures speed within a phase, by files where bytes are unknown', () => {
    const { update, at, writes } = display({ isTTY: true });
    update({ phase: 'a', filesDone: 0, filesTotal: 10 });
    at(60_000);
    update({ phase: 'b', filesDone: 100, filesTotal: 200 });
    at(61_000);
    update({ phase: 'b', filesDone: 150, filesTotal: 200 });
    expect(stripVTControlCharacters(writes.at(-1)!)).toContain('75%  150/200 files  ETA 1.0 s');
  });

  it('stays sane with totals of nothing and more done than there was', () => {
    const { update, at, writes } = display({ isTTY: true });
    update({ phase: 'a', filesDone: 0, filesTotal: 0, bytesDone: 0, bytesTotal: 0 });
    at(1000);
    update(scan(9_000_000));
    expect(stripVTControlCharacters(writes.at(-1)!)).toContain('100%');
    expect(writes.join('')).not.toMatch(/NaN|Infinity/);
  });
});

describe('progress elsewhere', () => {
  it('writes a plain line every five seconds and at each phase into a log', () => {
    const { update, done, at, writes } = display();
    for (let ms = 0; ms <= 12_000; ms += 100) {
      at(ms);
      update(scan(ms * 100));
    }
    update({ phase: 'load' });
    done();
    expect(writes.map((text) => text.split('  ')[0])).toEqual(['scan', 'scan', 'scan', 'load\n']);
    // oxlint-disable-next-line no-control-regex -- a log has no colours
    expect(writes.join('')).not.toMatch(/[\r\u001B]/);
  });

  it('does not redraw in CI or on a dumb terminal', () => {
    for (const env of [{ CI: 'true' }, { TERM: 'dumb' }]) {
      const { update, writes } = display({ isTTY: true, env });
      update(scan(0));
      expect(writes[0]).toMatch(/^[^\r]*\n$/);
    }
  });

  it('is silent with --json', () => {
    const { update, done, writes } = display({ isTTY: true, json: true });
    update(scan(0));
    done();
    expect(writes).toEqual([]);
  });
});
