import type { Tx } from '../../../kernel/context.ts';
import { operation } from '../../../kernel/operation.ts';
import { IncludesAnswer, IncludesInput } from '../schemas-lists.ts';
import type { IncludeEntry } from '../schemas-lists.ts';
import { findFile, readIncludes, resolveIncludes } from '../store/graph/read-includes.ts';
import { findIndex } from '../store/queries/find-index.ts';
import type { IndexRef } from '../store/queries/find-index.ts';
import { renderIncludes } from './render-lists.ts';

const MOST_ENTRIES = 5000;

export const listIncludes = operation({
  name: 'indexing.list_includes',
  summary: 'List what a file includes or imports, and what that includes in turn',
  description:
    'Targets are read as their language has it: paths, modules, namespaces, packages that are folders. Where one means several files (one for each architecture, all of a package), the first is given with their number. Search paths of C stand in no source file, so a target is looked for beside the file, above it, and in folders named include.',
  access: 'indexing:read',
  effect: 'read',
  input: IncludesInput,
  output: IncludesAnswer,
  errors: ['no_index', 'file_not_found', 'ambiguous_file'],
  http: { method: 'GET', path: '/api/v1/includes' },
  mcp: { tool: 'list_includes', toolset: 'graph' },
  cli: {
    command: 'query includes <file>',
    examples: [
      'keelson query includes fs/read_write.c',
      'keelson query includes fs/read_write.c --depth 3 --limit 1000',
    ],
    render: renderIncludes,
  },
  async run({ tx, tenant }, { file, depth, limit, offset, repository }) {
    const index = await findIndex(tx, tenant, repository);
    const { path } = await findFile(tx, index, file);
    const entries = await walkIncludes(tx, index, path, depth);
    return {
      value: {
        file: path,
        includes: entries.slice(offset, offset + limit),
        total: entries.length,
        files: new Set(entries.flatMap((entry) => entry.file ?? [])).size,
        truncated: entries.length >= MOST_ENTRIES,
        repository: index.repository,
        index: index.freshness,
      },
    };
  },
});

/** Breadth-first; a file's own lines are listed once. */
async function walkIncludes(tx: Tx, index: IndexRef, path: string, depth: number): Promise<IncludeEntry[]> {
  const entries: IncludeEntry[] = [];
  const seen = new Set([path]);
  let level = [path];
  for (let step = 1; step <= depth && level.length > 0 && entries.length < MOST_ENTRIES; step++) {
    const files = await readIncludes(tx, index, level);
    const resolve = await resolveIncludes(tx, index, files);
    const next: string[] = [];
    for (const from of files) {
      for (const { target, line } of from.lines) {
        const found = resolve(from, target);
        entries.push({
          file: found[0] ?? null,
          target,
          depth: step,
          site: { file: from.path, line },
          candidates: found.length,
        });
        next.push(...found.filter((one) => !seen.has(one) && seen.add(one)));
      }
    }
    level = next;
  }
  return entries.slice(0, MOST_ENTRIES);
}
