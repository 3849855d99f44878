import type { Tx } from '../../../../kernel/context.ts';
import type { OwnerSection } from '../../domain/match-owners.ts';
import { OWNER_FILES } from '../../domain/languages.ts';
import { decodeRefs } from '../decode/decode-refs.ts';
import { findFileSymbols } from './find-file-symbols.ts';
import type { IndexRef } from './find-index.ts';

const LAST_LINE = 2_147_483_647;

/** All that MAINTAINERS and CODEOWNERS of an index say: of a Linux kernel some 2,600 sections. */
export async function findOwnerSections(tx: Tx, index: IndexRef): Promise<OwnerSection[]> {
  const rows = await findFileSymbols(
    tx,
    index,
    OWNER_FILES.map((path) => ({ path, from: 1, to: LAST_LINE })),
  );
  return rows.map((row) => ({
    title: row.name,
    file: row.path,
    line: row.line,
    endLine: row.end_line,
    entries: decodeRefs(row.refs, row.ref_lines, row.line).map(({ name, line }) => ({ text: name, line })),
  }));
}
