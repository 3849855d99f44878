import { expect } from 'vitest';
import type { FileRecords } from '../../src/contexts/indexing/records.ts';

/** Languages that define a type's methods outside the type: there a parent is only in the same file. */
const OWNED_FROM_OUTSIDE = new Set(['cpp', 'go', 'rust']);

/** What holds of any file's records. */
export function expectSound(records: FileRecords, source: string, language: string): void {
  const last = source.split('\n').length;
  const { symbols, calls, imports, entrypoints } = records;
  const inFile = (line: number): boolean => Number.isInteger(line) && line >= 1 && line <= last;
  const isName = (name: string): boolean => name !== '' && !/[\n\r]/.test(name);
  for (const [index, symbol] of symbols.entries()) {
    const { name, line, endLine, signature = 'x', parent = -1, members = [] } = symbol;
    const around = symbols[parent];
    expect(symbol).toSatisfy(
      () =>
        isName(name) &&
        inFile(line) &&
        inFile(endLine) &&
        line <= endLine &&
        isName(signature) &&
        Buffer.byteLength(signature) <= 400 &&
        parent !== index &&
        (parent === -1 || around !== undefined) &&
        (OWNED_FROM_OUTSIDE.has(language) || parent < index) &&
        (!around || OWNED_FROM_OUTSIDE.has(language) || (around.line <= line && endLine <= around.endLine)) &&
        members.every((member) => isName(member.name) && member.line >= line && member.line <= endLine) &&
        new Set(members.map((member) => member.name)).size === members.length,
    );
  }
  for (const call of calls) {
    const caller = symbols[call.caller];
    expect(call).toSatisfy(
      () =>
        isName(call.name) &&
        inFile(call.line) &&
        (caller ? caller.line <= call.line && call.line <= caller.endLine : call.caller === -1),
    );
  }
  const lines = calls.map((call) => call.line);
  expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  expect(imports.every(({ target, line }) => isName(target) && inFile(line))).toBe(true);
  expect(entrypoints.every(({ name, line }) => isName(name) && inFile(line))).toBe(true);
}
