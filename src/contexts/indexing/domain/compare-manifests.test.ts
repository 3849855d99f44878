import { expect, it } from 'vitest';
import { compareManifests } from './compare-manifests.ts';

const chunk = (id: string, checksum: string, size = 10) => ({
  id,
  subsystem: id.slice(0, -4),
  size_bytes: size,
  checksum_sha256: checksum,
});
const manifest = (chunks: ReturnType<typeof chunk>[], symbols: number) => ({
  chunks,
  total_chunks: chunks.length,
  total_size_bytes: chunks.reduce((sum, { size_bytes: size }) => sum + size, 0),
  totals: { files: 3, symbols },
});

it('chunks are told apart by id and checksum', () => {
  const from = manifest([chunk('a_001', 'x'), chunk('b_001', 'y'), chunk('c_001', 'z')], 7);
  const to = manifest([chunk('a_001', 'x'), chunk('b_001', 'w', 12), chunk('d_001', 'z')], 8);
  expect(compareManifests(from, to)).toEqual({
    added: [chunk('d_001', 'z')],
    removed: [chunk('c_001', 'z')],
    changed: [{ ...chunk('b_001', 'w', 12), before: { size_bytes: 10, checksum_sha256: 'y' } }],
    unchanged: 1,
    totals: { total_size_bytes: { from: 30, to: 32 }, symbols: { from: 7, to: 8 } },
  });
});

it('a manifest does not differ from itself', () => {
  const same = manifest([chunk('a_001', 'x')], 7);
  expect(compareManifests(same, same)).toEqual({
    added: [],
    removed: [],
    changed: [],
    unchanged: 1,
    totals: {},
  });
});
