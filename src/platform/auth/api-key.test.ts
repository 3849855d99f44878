import { describe, expect, it } from 'vitest';
import { matchesHash, newKey, parseKey } from './api-key.ts';

describe('API keys', () => {
  it.each([1, 35, 36, 2_147_483_647])('of tenant %i name their tenant and match their hash', (tenant) => {
    const made = newKey(tenant);
    const parsed = parseKey(made.key);
    expect(parsed).toMatchObject({ tenant, keyId: made.keyId });
    expect(matchesHash(parsed!, made.hash)).toBe(true);
    expect(made.key).not.toContain(made.hash.toString('hex'));
  });

  it('match no other secret and no other key id', () => {
    const made = newKey(1);
    const other = newKey(1);
    const parsed = parseKey(made.key)!;
    expect(matchesHash({ ...parsed, secret: parseKey(other.key)!.secret }, made.hash)).toBe(false);
    expect(matchesHash({ ...parsed, keyId: other.keyId }, made.hash)).toBe(false);
    expect(matchesHash(parsed, Buffer.alloc(0))).toBe(false);
  });

  const good = newKey(1).key;
  it.each([
    '',
    'kls_',
    good.slice(1),
    good.slice(0, -1),
    `${good}0`,
    `${good}\n`,
    good.toUpperCase(),
    good.replace('kls_000001', 'kls_000000'),
    good.replace('kls_000001', 'kls_zzzzzz'),
  ])('are not read from %j', (text) => {
    expect(parseKey(text)).toBeUndefined();
  });
});
