import { decodeCopy, frontCoded, hits, int2, int4, int4Array, joined, lines, text } from './decode-copy.ts';
import type { Field } from './decode-copy.ts';
import { kindOfLetter } from '../../src/contexts/indexing/store/decode/symbol-kinds.ts';
import type { RowBatch } from '../../src/contexts/indexing/extract/engine.ts';
import type { Chunk, ChunkCall, ChunkFile, ChunkSymbol, ChunkUse } from './scan-sources.ts';

const CALL_MARKS: Record<string, string> = { '.': 'indirect', '!': 'macro', '+': 'new' };

/** What the rows say, in the shape of the chunk file as far as they hold it, and the postings beside it. */
export interface RowFacts {
  files: ChunkFile[];
  symbols: ChunkSymbol[];
  entrypoints: Chunk['entrypoints'];
  calls: Map<number, ChunkCall[]>;
  /** Calls outside any symbol, by file. */
  fileCalls: Map<number, ChunkCall[]>;
  uses: Map<number, ChunkUse[]>;
  /** Uses outside any symbol, by file. */
  fileUses: Map<number, ChunkUse[]>;
  /** `kind key` to ids without the chunk's number; `repeats key` to how often its callers call again. */
  postings: Map<string, number[]>;
  /** What the blocks of names say of each symbol: its number, file, language, kind and name in lower case. */
  names: [number, number, string, string, string][];
  /** `bucket hash file` of each macro: 8 and 16 bits of its hash. */
  macroHits: string[];
}

function rowsOf(batches: RowBatch[], table: RowBatch['table']): Field[][] {
  return batches.filter((batch) => batch.table === table).flatMap((batch) => decodeCopy(batch.bytes));
}

const zip = (names: string[], at: number[]): [string, number][] =>
  names.map((name, i) => [name, at[i] ?? -1]);

function operationOf(row: string): NonNullable<ChunkFile['operations']>[number] {
  const [type = '', table = '', line = '', members = ''] = row.split('\t');
  return {
    type,
    table,
    line: Number(line),
    members: members.split(',').map((member) => {
      const [, field = '', value = '', at = ''] = /^(.*)=(.*)@(\d+)$/.exec(member) ?? [];
      return [field, value, Number(at)];
    }),
  };
}

function fileOf(row: Field[]): ChunkFile {
  const [
    ,
    ,
    path,
    language,
    bytes,
    lineCount,
    includes,
    includeLines,
    operations,
    top,
    topLines,
    macros,
    macroLines,
    ,
    ,
    guards,
    guardLines,
  ] = row;
  const file: ChunkFile = {
    path: text(path),
    language: text(language),
    bytes: int4(bytes),
    lines: int4(lineCount),
  };
  if (includes) file.includes = zip(joined(includes), lines(includeLines, 0));
  if (macros) {
    const at = lines(macroLines, 0);
    file.macros = {
      names: frontCoded(macros).join('\n'),
      lines: at.map((line, i) => line - (at[i - 1] ?? 0)),
    };
  }
  if (operations) file.operations = joined(operations).map(operationOf);
  if (top) {
    const invoked = zip(joined(top), lines(topLines, 0)).filter(([entry]) => entry.includes('('));
    if (invoked.length > 0)
      file.toplevel = invoked.map(([entry, at]) => {
        const open = entry.indexOf('(');
        return [entry.slice(0, open), entry.slice(open + 1), at];
      });
  }
  if (guards) {
    const at = lines(guardLines, 0);
    file.guards = joined(guards).map((text, i) => [text, at[2 * i] ?? -1, at[2 * i + 1] ?? -1]);
  }
  return file;
}

function markedCall([ref, at]: [string, number]): ChunkCall {
  const [callee = '', receiver] = ref.split('\t');
  const type = CALL_MARKS[callee[0] ?? ''];
  if (receiver !== undefined) return [callee.slice(1), at, type ?? 'direct', receiver];
  return type ? [callee.slice(1), at, type] : [callee, at];
}

const USE_MARKS: Record<string, string> = { '&': 'callback', '=': 'assigned' };

function usesOf(uses: Field, useLines: Field, start: number): ChunkUse[] {
  return zip(joined(uses), lines(useLines, start)).map(([use, at]) => {
    const [name = '', via] = use.split('\t');
    const type = USE_MARKS[name[0] ?? ''];
    const used: ChunkUse = type ? [name.slice(1), at, type] : [name, at, 'value'];
    return via === undefined ? used : [used[0], at, used[2], via];
  });
}

function memberOf([member, at]: [string, number]): [string, number, string?] {
  const [name = '', type] = member.split('\t');
  return type === undefined ? [name, at] : [name, at, type];
}

/** Calls among what a file has outside any symbol: the entries without a parenthesis. */
function fileCallsOf([, , , , , , , , , top, topLines]: Field[]): ChunkCall[] {
  if (!top) return [];
  return zip(joined(top), lines(topLines, 0))
    .filter(([entry]) => !entry.includes('('))
    .map(markedCall);
}

/** Decodes all rows of a chunk with this number. */
export function decodeRows(batches: RowBatch[], number: number): RowFacts {
  const local = (id: number): number => id - number * 2 ** 20;
  const calls: RowFacts['calls'] = new Map();
  const uses: RowFacts['uses'] = new Map();
  const symbols = rowsOf(batches, 'symbol').map((row, index): ChunkSymbol => {
    const [
      id,
      fileId,
      name,
      kind,
      flags,
      line,
      endLine,
      parent,
      signature,
      refs,
      refLines,
      used,
      useLines,
      doc,
    ] = row;
    if (local(int4(id)) !== index) throw new Error(`Symbol ${index} has id ${int4(id)}`);
    const symbol: ChunkSymbol = {
      file: local(int4(fileId)),
      name: text(name),
      kind: kindOfLetter(text(kind)),
      line: int4(line),
      end_line: int4(endLine),
    };
    if (signature) symbol.signature = text(signature);
    if (doc) symbol.doc = text(doc);
    if (int2(flags) & 1) symbol.static = true;
    if (int2(flags) & 2) symbol.inline = true;
    if (int2(flags) & 4) symbol.exported = true;
    if (parent) symbol.parent = local(int4(parent));
    const found = zip(joined(refs), lines(refLines, symbol.line));
    if (['struct', 'union', 'class', 'interface'].includes(symbol.kind)) {
      if (refs) symbol.members = found.map(memberOf);
    } else if (refs) {
      calls.set(index, found.map(markedCall));
    }
    if (used) uses.set(index, usesOf(used, useLines!, symbol.line));
    return symbol;
  });
  return {
    files: rowsOf(batches, 'file').map(fileOf),
    symbols,
    entrypoints: rowsOf(batches, 'entrypoint').map(([, fileId, kind, name, symbol, line]) => ({
      file: local(int4(fileId)),
      kind: text(kind),
      name: text(name),
      symbol: text(symbol),
      line: int4(line),
    })),
    calls,
    fileCalls: new Map(
      rowsOf(batches, 'file')
        .map((row): [number, ChunkCall[]] => [local(int4(row[1])), fileCallsOf(row)])
        .filter(([, found]) => found.length > 0),
    ),
    uses,
    fileUses: new Map(
      rowsOf(batches, 'file')
        .filter((row) => row[13])
        .map((row): [number, ChunkUse[]] => [local(int4(row[1])), usesOf(row[13]!, row[14]!, 0)]),
    ),
    postings: postingsOf(rowsOf(batches, 'posting'), local),
    names: rowsOf(batches, 'name').flatMap(([base, fileId, language, kinds, names]) =>
      joined(names).map((name, place): [number, number, string, string, string] => [
        local(int4(base)) + place,
        local(int4(fileId)),
        text(language),
        kindOfLetter(text(kinds)[place] ?? ''),
        name,
      ]),
    ),
    macroHits: rowsOf(batches, 'macro').flatMap(([bucket, , pairs]) =>
      hits(pairs).map(([hash, file]) => `${int2(bucket)} ${hash} ${file}`),
    ),
  };
}

function postingsOf(rows: readonly Field[][], local: (id: number) => number): Map<string, number[]> {
  const postings = new Map<string, number[]>();
  for (const [first, repeats, , kind, key, others] of rows) {
    const ids = [int4(first), ...(others ? int4Array(others) : [])];
    postings.set(`${text(kind)} ${text(key)}`, ids.map(local));
    if (repeats) postings.set(`repeats ${text(key)}`, [int4(repeats)]);
  }
  return postings;
}
