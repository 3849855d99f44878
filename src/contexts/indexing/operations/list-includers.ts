import type { Tx } from '../../../kernel/context.ts';
import { operation } from '../../../kernel/operation.ts';
import { IncludersAnswer, IncludesInput } from '../schemas-lists.ts';
import { readIncluders } from '../store/graph/read-includers.ts';
import type { Includer } from '../store/graph/read-includers.ts';
import { findFile } from '../store/graph/read-includes.ts';
import { findIndex } from '../store/queries/find-index.ts';
import type { IndexRef } from '../store/queries/find-index.ts';
import { renderIncluders } from './render-lists.ts';

const MOST_FILES = 5000;

export const listIncluders = operation({
  name: 'indexing.list_includers',
  summary: 'List the files that include or import a file, and those that include them',
  access: 'indexing:read',
  effect: 'read',
  input: IncludesInput,
  output: IncludersAnswer,
  errors: ['no_index', 'file_not_found', 'ambiguous_file'],
  http: { method: 'GET', path: '/api/v1/includers' },
  mcp: { tool: 'list_includers', toolset: 'graph' },
  cli: {
    command: 'query includers <file>',
    examples: [
      'keelson query includers fs/ext4/ext4.h',
      'keelson query includers include/linux/xattr.h --depth 2',
    ],
    render: renderIncluders,
  },
  async run({ tx, tenant }, { file, depth, limit, offset, repository }) {
    const index = await findIndex(tx, tenant, repository);
    const start = await findFile(tx, index, file);
    const { path } = start;
    const { entries, cut } = await walkIncluders(tx, index, start, depth);
    return {
      value: {
        file: path,
        includers: entries
          .slice(offset, offset + limit)
          .map(({ path: file, line, target, via, depth }) => ({ file, line, target, via, depth })),
        total: entries.length,
        truncated: cut,
        repository: index.repository,
        index: index.freshness,
      },
    };
  },
});

/** A file whose includers are asked for. */
type IncludedFile = Pick<Includer, 'path' | 'language'>;

/** Breadth-first; a file is listed once, by the shortest way to it. */
async function walkIncluders(
  tx: Tx,
  index: IndexRef,
  start: IncludedFile,
  depth: number,
): Promise<{ entries: (Includer & { depth: number })[]; cut: boolean }> {
  const entries: (Includer & { depth: number })[] = [];
  const seen = new Set([start.path]);
  let cut = false;
  let level = [start];
  for (let step = 1; step <= depth && level.length > 0 && !cut; step++) {
    const found = await readIncluders(tx, index, level, MOST_FILES - entries.length);
    const fresh = found.includers.filter((one) => !seen.has(one.path) && seen.add(one.path));
    entries.push(...fresh.map((one) => ({ ...one, depth: step })));
    level = fresh;
    cut = found.cut;
  }
  return { entries, cut };
}
