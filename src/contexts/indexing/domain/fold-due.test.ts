import { describe, expect, it } from 'vitest';
import { isFoldDue } from './fold-due.ts';

describe('isFoldDue', () => {
  it('waits for many overlays, a share of the files, or few numbers left', () => {
    const index = { files: 60_000, lowestChunk: 2000 };
    expect(isFoldDue({ ...index, overlays: 999 })).toBe(false);
    expect(isFoldDue({ ...index, overlays: 1000 })).toBe(true);
    expect(isFoldDue({ ...index, overlays: 1, lowestChunk: 1536 })).toBe(true);
    expect(isFoldDue({ ...index, overlays: 0, lowestChunk: 1536 })).toBe(false);
    expect(isFoldDue({ files: 400, lowestChunk: 2000, overlays: 49 })).toBe(false);
    expect(isFoldDue({ files: 400, lowestChunk: 2000, overlays: 50 })).toBe(true);
    expect(isFoldDue({ files: 10_000, lowestChunk: 2000, overlays: 50 })).toBe(false);
  });
});
