import { expect } from 'vitest';
import { expectReadsBack } from './read-back.ts';
import { decodeRows } from './rows-as-chunk.ts';
import type { Chunk, Scanned } from './scan-sources.ts';

/** FNV-1a over 32 bits, folded once: the hash by which macros are found. */
function macroHash(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** The postings that follow from a chunk's JSON. */
function expectedPostings(chunk: Chunk): Map<string, number[]> {
  const postings = new Map<string, Set<number>>();
  const add = (kind: string, key: string, id: number): void => {
    const ids = postings.get(`${kind} ${key}`) ?? new Set();
    postings.set(`${kind} ${key}`, ids.add(id));
  };
  for (const [id, file] of chunk.files.entries()) {
    for (const [target] of file.includes ?? []) add('i', target, id);
    for (const table of file.operations ?? []) {
      for (const [field, value] of table.members) {
        add('o', value, id);
        if (table.type !== '') add('T', `${table.type}.${field}`, id);
      }
    }
    for (const [name, argument, , mark] of file.toplevel ?? []) {
      add('m', name, id);
      if (argument !== '' && mark === undefined) add('a', argument, id);
    }
  }
  for (const [id, symbol] of chunk.symbols.entries()) {
    for (const [name, , type] of symbol.members ?? []) if (type !== undefined) add('f', name, id);
  }
  for (const { caller, file, calls } of chunk.call_graph) {
    for (const [name] of calls) add(caller === undefined ? 'C' : 'c', name, caller ?? file ?? -1);
  }
  for (const { caller, file, uses } of chunk.references) {
    for (const [name, , type, via] of uses) {
      add(caller === undefined ? 'U' : 'u', name, caller ?? file ?? -1);
      if (caller !== undefined && type === 'assigned') add('M', via!, caller);
    }
  }
  const sorted = new Map([...postings].map(([key, ids]) => [key, [...ids].toSorted((a, b) => a - b)]));
  const sites = chunk.call_graph
    .filter(({ caller }) => caller !== undefined)
    .flatMap(({ calls }) => calls.map(([name]) => name));
  for (const name of new Set(sites)) {
    const repeats = sites.filter((site) => site === name).length - sorted.get(`c ${name}`)!.length;
    if (repeats > 0) sorted.set(`repeats ${name}`, [repeats]);
  }
  return sorted;
}

const sorted = <T>(map: Map<string, T>): [string, T][] => [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));

/** Holds that the rows of a chunk say what its JSON says, and that reading the JSON back gives both again. */
export function expectSameFacts(scanned: Scanned, number = 0): void {
  const { chunk, rows, counts } = scanned;
  expectReadsBack(scanned, number);
  const facts = decodeRows(rows, number);
  // Rows do not say which part of a file they hold: toEqual takes an undefined member for none.
  expect(facts.files).toEqual(
    chunk.files.map((file) => {
      const toplevel = file.toplevel?.map(([name, argument, line]) => [name, argument, line]);
      return { ...file, part: undefined, toplevel };
    }),
  );
  const listed = new Set(['struct', 'union', 'class', 'interface']);
  expect(facts.symbols).toEqual(
    chunk.symbols.map(({ members, ...symbol }) =>
      members && listed.has(symbol.kind) ? { ...symbol, members } : symbol,
    ),
  );
  expect(facts.names).toEqual(
    chunk.symbols.map(({ file, kind, name }, id) => [
      id,
      file,
      chunk.files[file]!.language,
      kind,
      name.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
    ]),
  );
  expect(facts.entrypoints).toEqual(chunk.entrypoints);
  const calls = chunk.call_graph.filter(({ caller }) => caller !== undefined);
  expect([...facts.calls]).toEqual(calls.map((entry) => [entry.caller, entry.calls]));
  const fileCalls = chunk.call_graph.filter(({ file }) => file !== undefined);
  expect([...facts.fileCalls]).toEqual(fileCalls.map((entry) => [entry.file, entry.calls]));
  const uses = chunk.references.filter(({ caller }) => caller !== undefined);
  expect([...facts.uses]).toEqual(uses.map((entry) => [entry.caller, entry.uses]));
  const fileUses = chunk.references.filter(({ file }) => file !== undefined);
  expect([...facts.fileUses]).toEqual(fileUses.map((entry) => [entry.file, entry.uses]));
  expect(sorted(facts.postings)).toEqual(sorted(expectedPostings(chunk)));
  const macros = chunk.files.flatMap((file, id) =>
    (file.macros?.names.split('\n') ?? []).map((name) => {
      const hash = macroHash(name.replace(/\($/, ''));
      return `${hash >>> 24} ${hash & 0xffff} ${id}`;
    }),
  );
  expect(facts.macroHits.toSorted()).toEqual(macros.toSorted());
  expect(counts).toMatchObject({
    files: chunk.files.length,
    symbols: chunk.symbols.length,
    entrypoints: chunk.entrypoints.length,
    macros: macros.length,
    calls: chunk.call_graph.reduce((sum, entry) => sum + entry.calls.length, 0),
  });
}
