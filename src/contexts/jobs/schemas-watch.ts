import { z } from 'zod';
import { text } from '../../kernel/storable-text.ts';

export const WatchedFolder = z.object({
  folder_path: text(4096).describe('Absolute path of the folder, as the list of followed folders has it'),
});

export const WatchList = z.object({
  watches: z.array(
    z.object({
      folder_path: z.string(),
      debounce_seconds: z.number().describe('Quiet that is waited for after a change'),
      requested_by: z.object({ kind: z.string(), id: z.string() }),
      created_at: z.iso.datetime(),
      followed_by: z.string().nullable().describe('The worker that follows it; null when none does'),
      problem: z.string().nullable().describe('Why it cannot be followed; it is tried again'),
    }),
  ),
});
export type WatchList = z.output<typeof WatchList>;

export const StoppedWatch = z.object({ folder_path: z.string() });

export const QueuedChange = z.object({ job_id: z.uuid() });
