import { describe, expect, it } from 'vitest';
import { newId, tenantId } from './ids.ts';

describe('newId', () => {
  it('is a version 7 UUID that starts with the time', () => {
    const id = newId(new Date(0x0123456789ab), (size) => new Uint8Array(size).fill(0xff));
    expect(id).toBe('01234567-89ab-7fff-bfff-ffffffffffff');
  });

  it('sorts by time and does not repeat', () => {
    const ids = Array.from({ length: 1000 }, (_, index) => newId(new Date(1_000_000 + index)));
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(Array.from({ length: 1000 }, () => newId(new Date(0)))).size).toBe(1000);
  });
});

describe('tenantId', () => {
  it.each([0, -1, 1.5, Number.NaN, 2 ** 31, Number.POSITIVE_INFINITY])('refuses %s', (value) => {
    expect(() => tenantId(value)).toThrow(expect.objectContaining({ code: 'invalid_tenant' }));
  });

  it('passes whole numbers of four bytes', () => {
    expect(tenantId(1)).toBe(1);
    expect(tenantId(2_147_483_647)).toBe(2_147_483_647);
  });
});
