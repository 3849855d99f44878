import { type AppError, messageOf } from '../kernel/errors.ts';
import { paint } from '../platform/cli/terminal.ts';
import { runWhenQuiet } from '../platform/run-when-quiet.ts';
import { type FollowOptions, indexFolder } from './follow-index.ts';
import { renderSummary } from './index-summary.ts';
import { waitForEnd } from './wait-for-end.ts';

/** An editor writes a file in several steps, a checkout many files: this long after the last of them. */
const QUIET_MS = 150;
/** While something writes without a pause, the index follows this often. */
const LONGEST_MS = 2000;

/**
 * Indexes what changes in a folder until the session ends, a job for each burst of changes. A run that fails is told
 * and the next change tries again.
 * @throws AppError `watch_limit`, `watch_failed`
 */
export async function watchIndex(options: FollowOptions, request: Record<string, unknown>): Promise<void> {
  const { session } = options;
  const { watchSources } = await import('../contexts/indexing/index.ts');
  const { force: _force, ...same } = request;
  const ended = new AbortController();
  let failure: AppError | undefined;
  const updates = runWhenQuiet(() => update(options, { ...same, incremental: true }), {
    quietMs: QUIET_MS,
    longestMs: LONGEST_MS,
  });
  const close = watchSources(String(request['folder_path']), {
    onChange: () => updates.call(),
    onError: (error) => {
      failure = error;
      ended.abort();
    },
  });
  session.note(paint.dim('Watching for changes; Ctrl-C ends it'));
  // What changed between the index and the watch has had no event.
  updates.call();
  await waitForEnd(AbortSignal.any([session.signal, ended.signal]));
  close();
  await updates.stop();
  if (failure !== undefined) throw failure;
}

async function update(options: FollowOptions, request: Record<string, unknown>): Promise<void> {
  const { session } = options;
  try {
    const summary = await indexFolder(options, request);
    const { incremental } = summary;
    if (incremental?.applied === true && incremental.changed + incremental.removed === 0) return;
    session.print(renderSummary(summary));
  } catch (error) {
    if (!session.signal.aborted) session.note(paint.red(`Not updated: ${messageOf(error)}`));
  }
}
