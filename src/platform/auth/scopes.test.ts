import { describe, expect, it } from 'vitest';
import { holdsScope } from './scopes.ts';

describe('holdsScope', () => {
  it.each([
    [['*'], 'tracking:admin', true],
    [['tracking:write'], 'tracking:write', true],
    [['tracking:write'], 'tracking:read', true],
    [['tracking:admin'], 'tracking:write', true],
    [['tracking:read'], 'tracking:write', false],
    [['tracking:admin'], 'jobs:read', false],
    [[], 'jobs:read', false],
    [['jobs:read'], '*', false],
    [['jobs:admin'], 'jobs:unknown', false],
  ])('%j holds %s: %s', (held, needed, expected) => {
    expect(holdsScope(held, needed)).toBe(expected);
  });
});
