import { describe, expect, it } from 'vitest';
import { encodeLines } from '../../../../../test/support/build-rows.ts';
import { conditionsAt, decodeGuards } from './decode-guards.ts';
import { decodeMembers } from './decode-members.ts';
import { decodeOperations } from './decode-operations.ts';
import { decodeRefs } from './decode-refs.ts';
import { decodeUses } from './decode-uses.ts';

const at = (...lines: number[]): Uint8Array =>
  encodeLines(
    lines.map((line) => ({ line })),
    10,
  );

describe('decodeUses', () => {
  const uses = '&on_irq\trequest_irq\n=on_open\topen\non_exit\ton_exit\nopen';
  const lines = at(12, 15, 14, 20);

  it('tells what is used, how and where to', () => {
    expect(decodeUses(uses, lines, 10)).toEqual([
      { name: 'on_irq', type: 'callback', line: 12, via: 'request_irq' },
      { name: 'on_open', type: 'assigned', line: 15, via: 'open' },
      { name: 'on_exit', type: 'value', line: 14, via: 'on_exit' },
      { name: 'open', type: 'value', line: 20 },
    ]);
    expect(decodeUses(null, null, 10)).toEqual([]);
  });
});

describe('decodeRefs', () => {
  it('tells which member an indirect call goes through', () => {
    expect(decodeRefs('.read\tf_op\n.run', at(11, 12), 10)).toEqual([
      { name: 'read', type: 'indirect', line: 11, receiver: 'f_op' },
      { name: 'run', type: 'indirect', line: 12 },
    ]);
  });
});

describe('decodeGuards', () => {
  it('tells which conditions hold on a line', () => {
    const places = [5, 20, 7, 9, 30, 30];
    const lines = encodeLines(
      places.map((line) => ({ line })),
      0,
    );
    const guards = decodeGuards('CONFIG_A\n!CONFIG_B\nCONFIG_A && CONFIG_C', lines);
    expect(guards[1]).toEqual({ condition: '!CONFIG_B', first: 7, last: 9 });
    expect(conditionsAt(guards, 8)).toEqual(['CONFIG_A', '!CONFIG_B']);
    expect(conditionsAt(guards, 10)).toEqual(['CONFIG_A']);
    expect(conditionsAt(guards, 21)).toEqual([]);
    expect(decodeGuards(null, null)).toEqual([]);
  });
});

describe('decodeMembers', () => {
  it('tells the types that are known', () => {
    expect(decodeMembers('f_op\tfile_operations\nread\t(*)\ncount', at(11, 12, 13), 10)).toEqual([
      { name: 'f_op', line: 11, type: 'file_operations' },
      { name: 'read', line: 12, type: '(*)' },
      { name: 'count', line: 13 },
    ]);
    expect(decodeMembers(null, null, 1)).toEqual([]);
  });
});

describe('decodeOperations', () => {
  it('reads the members that are wanted of every table', () => {
    const operations = 'file_operations\tfops\t4\tread=do_read@5,open=do_open@6\n\tmap\t9\trun=go@9';
    expect(decodeOperations(operations, (field) => field !== 'open')).toEqual([
      { type: 'file_operations', table: 'fops', field: 'read', handler: 'do_read', line: 5 },
      { type: '', table: 'map', field: 'run', handler: 'go', line: 9 },
    ]);
    expect(decodeOperations(null, () => true)).toEqual([]);
  });
});
