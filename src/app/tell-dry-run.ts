import { z } from 'zod';
import { formatBytes, formatCount } from '../platform/cli/format.ts';
import { paint } from '../platform/cli/terminal.ts';
import { callNamed, followJob, type FollowOptions } from './follow-index.ts';
import { counts } from './index-summary.ts';

const DryRun = z.looseObject({
  dry_run: z.literal(true),
  repository: z.string(),
  files: z.number(),
  bytes: z.number(),
  languages: z.record(z.string(), z.number()),
  skipped: z.record(z.string(), z.number()),
});

/** Queues a dry run, follows it, and prints what a real run would read. */
export async function tellDryRun(options: FollowOptions, request: Record<string, unknown>): Promise<void> {
  const { job_id: jobId } = z
    .object({ job_id: z.string() })
    .parse(await callNamed(options, 'jobs.submit_index', request));
  const answer = DryRun.parse(await followJob(options, jobId));
  if (options.session.json) options.session.printJson(answer);
  else options.session.print(render(answer));
}

function render({ repository, files, bytes, languages, skipped }: z.output<typeof DryRun>): string {
  const lines = [
    `${paint.bold(repository)} (dry run: nothing was written)`,
    `  ${formatCount(files)} files (${formatBytes(bytes)}) would be read`,
    `  ${counts(languages)}`,
  ];
  if (Object.keys(skipped).length > 0) lines.push(`  skipped: ${counts(skipped)}`);
  return lines.join('\n');
}
