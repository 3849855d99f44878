import type { Tx } from '../../../../kernel/context.ts';
import type { IndexRef } from './find-index.ts';
import { fileOf, POSTING_IDS } from '../partitions.ts';

/** What an object goes into, as a Makefile says it. */
export interface BuildRow {
  /** `fs/ext4/balloc.o` */
  object: string;
  name: string;
  signature: string;
  line: number;
  makefile: string;
  /** The whole, where the object is a part with a condition of its own. */
  whole_signature: string | null;
}

/** What objects are built into; each object is one lookup. */
export async function findBuilds(tx: Tx, index: IndexRef, objects: readonly string[]): Promise<BuildRow[]> {
  if (objects.length === 0) return [];
  return tx.query<BuildRow>({
    name: 'indexing_find_builds',
    sql: `select wanted.object, t.name, t.signature, t.line, f.path as makefile,
        whole.signature as whole_signature
      from unnest($3::text[]) wanted (object)
      cross join lateral (
        select first_id, other_ids from keelson.index_posting
        where tenant_id = $1 and index_id = $2 and key = wanted.object and kind = 'c' limit 16) p
      cross join ${POSTING_IDS}
      cross join lateral (
        select name, signature, line, file_id, parent_id from keelson.index_symbol
        where tenant_id = $1 and index_id = $2 and symbol_id = id and kind = 'B' limit 1) t
      ${fileOf('t.file_id', 'path')}
      left join lateral (
        select signature from keelson.index_symbol
        where tenant_id = $1 and index_id = $2 and symbol_id = t.parent_id limit 1) whole on true`,
    parameters: [index.tenant, index.id, objects],
  });
}

/** A symbol of the build, by its name: a folder that a Makefile descends into, or a Kconfig symbol. */
export interface BuildNameRow {
  name: string;
  signature: string | null;
  line: number;
  path: string;
}

/** Definitions of folders (`kind` B) or Kconfig symbols (C) with these names, at most 50 of each. */
export async function findBuildNames(
  tx: Tx,
  index: IndexRef,
  kind: 'B' | 'C',
  names: readonly string[],
): Promise<BuildNameRow[]> {
  if (names.length === 0) return [];
  return tx.query<BuildNameRow>({
    name: 'indexing_find_build_names',
    sql: `select s.name, s.signature, s.line, f.path from unnest($4::text[]) wanted (name)
      cross join lateral (
        select name, signature, line, file_id from keelson.index_symbol
        where tenant_id = $1 and index_id = $2 and name = wanted.name and kind = $3::"char"
        order by symbol_id limit 50) s
      ${fileOf('s.file_id', 'path')}`,
    parameters: [index.tenant, index.id, kind, names],
  });
}
