import type { Tx } from '../../../../kernel/context.ts';
import type { NameBytes } from '../../domain/front-coded.ts';
import { splitBlocks, type Term, termsThat } from '../../domain/terms/decode-terms.ts';
import type { IndexRef } from '../queries/find-index.ts';
import { inflateBlocks } from './compress-blocks.ts';
import { COVERED } from './gram-layout.ts';

/** Past every byte of UTF-8. */
const LAST_BYTE = Uint8Array.of(0xff);

/** The index has a whole dictionary, and nothing else: chunks that are replaced take its grams away. */
export const IS_CURRENT = `exists (select from keelson.index_gram
            where tenant_id = $1 and index_id = $2 and gram = ${COVERED})`;

/** Condition on rows of index_term: they may have names which start with $3, of which $4 is past all. */
export const MAY_START = `tenant_id = $1 and index_id = $2 and first < $4
        and first >= (select first from keelson.index_term
          where tenant_id = $1 and index_id = $2 and first <= $3 and ${IS_CURRENT}
          order by first desc limit 1)`;

/** Parameters $1 to $4 of statements that read names which start so. */
export function startParameters(index: IndexRef, start: string): unknown[] {
  const bytes = Buffer.from(start);
  return [index.tenant, index.id, bytes, Buffer.concat([bytes, LAST_BYTE])];
}

interface BlockRow {
  block: Uint8Array;
}

/** The names of stored blocks of which `isWanted` is true. It is asked of those of one block after the other. */
export function termsOf(blocks: readonly Uint8Array[], isWanted: (name: NameBytes) => boolean): Term[] {
  return splitBlocks(inflateBlocks(blocks)).flatMap((block) => termsThat(block, isWanted));
}

/** What the block that may have a name has under it. */
export function termIn(block: Uint8Array, name: string): Term | undefined {
  const bytes = Buffer.from(name);
  const isName = ({ bytes: found, size }: NameBytes): boolean =>
    size === bytes.length && bytes.compare(found, 0, size) === 0;
  return termsOf([block], isName)[0];
}

/**
 * Up to `most` blocks after the first `skip` of those that may have names which start with `start`; undefined when
 * the index has no complete dictionary.
 */
export async function readBlocksFrom(
  tx: Tx,
  index: IndexRef,
  start: string,
  { skip, most }: { skip: number; most: number },
): Promise<Uint8Array[] | undefined> {
  const rows = await tx.query<BlockRow>({
    name: 'indexing_read_terms_from',
    sql: `select block from keelson.index_term
      where ${MAY_START}
      order by first limit $5 offset $6`,
    parameters: [...startParameters(index, start), most, skip],
  });
  return rows.length === 0 && skip === 0 ? undefined : rows.map(({ block }) => block);
}

/** Blocks by their numbers, in no order. */
export async function readBlocks(tx: Tx, index: IndexRef, numbers: Int32Array): Promise<Uint8Array[]> {
  if (numbers.length === 0) return [];
  const rows = await tx.query<BlockRow>({
    name: 'indexing_read_terms',
    sql: `select block from keelson.index_term
      where tenant_id = $1 and index_id = $2 and number = any ($3::int[])`,
    parameters: [index.tenant, index.id, [...numbers]],
  });
  return rows.map(({ block }) => block);
}

/** A test of names: do they start so, case and all? */
export function createStarts(start: string): (name: NameBytes) => boolean {
  const bytes = Buffer.from(start);
  return ({ bytes: name, size }) => {
    if (size < bytes.length) return false;
    for (let at = 0; at < bytes.length; at++) if (name[at] !== bytes[at]) return false;
    return true;
  };
}
