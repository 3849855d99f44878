import type { JobContext, ReportProgress } from '../../../kernel/job.ts';
import { scopeOf } from '../domain/source-scope.ts';
import { resolveFolder } from '../pipeline/list-files.ts';
import { languageAt, listInScope } from '../pipeline/list-in-scope.ts';
import type { DryRunResult, IndexRepository } from '../schemas-job.ts';

/** Says what a run of the request would read, and writes nothing. */
export async function describeSources(
  { signal }: JobContext,
  input: IndexRepository,
  progress: ReportProgress,
): Promise<DryRunResult> {
  const root = resolveFolder(input.folder_path);
  const scope = scopeOf(input);
  progress({ phase: 'list' });
  const list = await listInScope(root, { subsystem: input.subsystem, scope, signal });
  const languages: Record<string, number> = {};
  for (const { path } of list.files) {
    const language = languageAt(root, path);
    if (language !== undefined) languages[language] = (languages[language] ?? 0) + 1;
  }
  return {
    dry_run: true,
    repository: input.origin?.indexName ?? root,
    files: list.files.length,
    bytes: list.files.reduce((sum, { size }) => sum + size, 0),
    languages: Object.fromEntries(Object.entries(languages).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    skipped: list.skipped,
    ...(scope !== undefined && { scope }),
  };
}
