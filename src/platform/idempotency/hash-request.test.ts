import { describe, expect, it } from 'vitest';
import type { Actor } from '../../kernel/context.ts';
import { hashRequest } from './hash-request.ts';

const actor: Actor = { kind: 'key', id: 'k1', scopes: [] };
const hex = (input: unknown, who = actor, name = 'a.b') => hashRequest(name, who, input).toString('hex');

describe('hashRequest', () => {
  it('does not depend on the order of keys, at any depth', () => {
    expect(hex({ a: 1, b: { c: [1, { e: 1, d: 2 }] } })).toBe(hex({ b: { c: [1, { d: 2, e: 1 }] }, a: 1 }));
  });

  it('depends on values, order of lists, actor and operation', () => {
    const base = hex({ a: [1, 2] });
    expect(hex({ a: [2, 1] })).not.toBe(base);
    expect(hex({ a: [1, 2] }, { ...actor, id: 'k2' })).not.toBe(base);
    expect(hex({ a: [1, 2] }, actor, 'a.c')).not.toBe(base);
  });

  it('reads dates as JSON does', () => {
    expect(hex({ at: new Date(0) })).toBe(hex({ at: '1970-01-01T00:00:00.000Z' }));
  });
});
