import { describe, expect, it } from 'vitest';
import { moduleEntry } from './module-entry.ts';

describe('moduleEntry', () => {
  it('sends a call from src/ to dist/, at the last src/ of the path', () => {
    expect(moduleEntry('file:///usr/src/keelson/src/a/b/c.ts', './d.ts')).toBe(
      '/usr/src/keelson/dist/a/b/d.js',
    );
    expect(moduleEntry('file:///usr/src/keelson/src/a/b/c.ts', '../d.ts')).toBe(
      '/usr/src/keelson/dist/a/d.js',
    );
  });

  it('stays in dist/ when called from there', () => {
    expect(moduleEntry('file:///x/dist/a/c.js', './d.ts')).toBe('/x/dist/a/d.js');
  });
});
