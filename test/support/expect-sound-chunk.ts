import { expect } from 'vitest';
import { expectSameFacts } from './compare-rows.ts';
import type { Scanned } from './scan-sources.ts';

/** What holds of the chunk of any one text: JSON parses, rows agree, lines lie in the file, indexes in the chunk. */
export function expectSoundChunk(scanned: Scanned): void {
  const { chunk, json, estimate } = scanned;
  expectSameFacts(scanned);
  expect(json.length).toBeLessThanOrEqual(estimate);
  const last = chunk.files[0]?.lines ?? 0;
  const inside = (line: number): boolean => line >= 1 && line <= Math.max(1, last);
  for (const { line, end_line: end, parent, members } of chunk.symbols) {
    expect(inside(line) && inside(end) && end >= line).toBe(true);
    expect(parent === undefined || chunk.symbols[parent] !== undefined).toBe(true);
    expect((members ?? []).every(([, at]) => inside(at))).toBe(true);
  }
  for (const { caller, calls } of chunk.call_graph) {
    expect(caller === undefined || chunk.symbols[caller] !== undefined).toBe(true);
    expect(calls.every(([name, line]) => name !== '' && inside(line))).toBe(true);
  }
  for (const { doc } of chunk.symbols) expect(Buffer.byteLength(doc ?? '')).toBeLessThanOrEqual(163);
  for (const [condition, from, to] of chunk.files[0]?.guards ?? []) {
    expect(condition).toMatch(/CONFIG_/);
    expect(inside(from) && inside(to) && to >= from).toBe(true);
  }
  for (const { caller, uses } of chunk.references) {
    expect(caller === undefined || chunk.symbols[caller] !== undefined).toBe(true);
    expect(uses.every(([name, line]) => name !== '' && inside(line))).toBe(true);
  }
  expect(chunk.entrypoints.every(({ line }) => inside(line))).toBe(true);
}
