import type { Tx } from '../../../../kernel/context.ts';
import { createTermArena, type TermArena } from '../../domain/terms/term-arena.ts';
import { SYMBOL_KINDS } from '../../records.ts';
import { createLineReader } from '../decode/decode-lines.ts';
import { eachMacro } from '../decode/decode-macros.ts';
import type { IndexRef } from '../queries/find-index.ts';

const SYMBOLS = 5000;
const FILES = 10_000;
/** Bytes of macros read at once: the largest files have megabytes of them. */
const MACRO_BYTES = 1_000_000;
const MACRO = SYMBOL_KINDS.macro;

interface SymbolRow {
  id: number;
  name: string;
  kind: string;
  file_id: number;
  line: number;
}

/** All names an index has up to `lastId`, of symbols and of macros, with what they stand for. */
export async function collectTerms(
  tx: Tx,
  index: IndexRef & { lastId: number },
  step: (rows: number) => Promise<void>,
): Promise<TermArena> {
  const arena = createTermArena();
  await addSymbols(tx, index, arena, step);
  await addMacros(tx, index, arena, step);
  return arena;
}

async function addSymbols(
  tx: Tx,
  index: IndexRef & { lastId: number },
  arena: TermArena,
  step: (rows: number) => Promise<void>,
): Promise<void> {
  const utf8 = new TextEncoder();
  let bytes = new Uint8Array(1024);
  for (let last = -1, more = true; more;) {
    const page = await tx.query<SymbolRow>({
      name: 'indexing_collect_symbols',
      sql: `select symbol_id as id, name, kind::text as kind, file_id, line from keelson.index_symbol
        where tenant_id = $1 and index_id = $2 and symbol_id > $3 and symbol_id <= $4
        order by symbol_id limit ${SYMBOLS}`,
      parameters: [index.tenant, index.id, last, index.lastId],
    });
    for (const { id, name, kind, file_id: fileId, line } of page) {
      if (3 * name.length > bytes.length) bytes = new Uint8Array(6 * name.length);
      const term = arena.add(bytes, utf8.encodeInto(name, bytes).written, 0);
      arena.addSymbol(term, id, kind.charCodeAt(0));
      if (kind === MACRO) arena.hideMacro(term, { fileId, line });
    }
    last = page.at(-1)?.id ?? last;
    more = page.length === SYMBOLS;
    await step(page.length);
  }
}

async function addMacros(
  tx: Tx,
  index: IndexRef & { lastId: number },
  arena: TermArena,
  step: (rows: number) => Promise<void>,
): Promise<void> {
  for (let last = -1, more = true; more;) {
    const sizes = await tx.query<{ id: number; bytes: number }>({
      name: 'indexing_collect_macro_sizes',
      sql: `select file_id as id, octet_length(macros) as bytes from keelson.index_file
        where tenant_id = $1 and index_id = $2 and file_id > $3 and file_id <= $4 and macros is not null
        order by file_id limit ${FILES}`,
      parameters: [index.tenant, index.id, last, index.lastId],
    });
    for (let from = 0; from < sizes.length;) {
      let to = from;
      for (let bytes = 0; to < sizes.length && bytes < MACRO_BYTES; to++) bytes += sizes[to]!.bytes;
      await step(await addMacrosOf(tx, index, arena, { first: sizes[from]!.id, last: sizes[to - 1]!.id }));
      from = to;
    }
    last = sizes.at(-1)?.id ?? last;
    more = sizes.length === FILES;
  }
}

async function addMacrosOf(
  tx: Tx,
  index: IndexRef,
  arena: TermArena,
  { first, last }: { first: number; last: number },
): Promise<number> {
  const files = await tx.query<{ id: number; macros: Uint8Array; lines: Uint8Array }>({
    name: 'indexing_collect_macros',
    sql: `select file_id as id, macros, macro_lines as lines from keelson.index_file
      where tenant_id = $1 and index_id = $2 and file_id >= $3 and file_id <= $4 and macros is not null
      order by file_id`,
    parameters: [index.tenant, index.id, first, last],
  });
  for (const { id: fileId, macros, lines } of files) {
    const nextLine = createLineReader(lines, 0);
    eachMacro(macros, ({ bytes, size, shared }, _, functionLike) => {
      arena.addMacro(arena.add(bytes, size, shared), fileId, nextLine() ?? 1, functionLike);
    });
  }
  return files.length;
}
