import { z } from 'zod';

/** Where an index request's files come from when they are not in a folder of the worker's machine. */
export const GitFields = {
  repository_url: z
    .string()
    .min(1)
    .max(2000)
    .optional()
    .describe(
      'Instead of folder_path: a git repository that the worker clones, https://…, ssh://…, git://… or git@host:path; without credentials',
    ),
  ref: z
    .string()
    .min(1)
    .max(250)
    .optional()
    .describe('Branch, tag or full commit id of the repository; its default branch when not given'),
};
