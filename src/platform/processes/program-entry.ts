import { fileURLToPath } from 'node:url';

/** A program of ours that runs as a process or a thread of its own, by the name of its module. */
export type Program = 'job-child' | 'reader-thread' | 'scan-thread' | 'watch-parent';

/**
 * Path of a built program, for `new Worker` and `fork`: Node 20 runs no TypeScript, so this leads to dist/ from src/
 * (tests, development) as well.
 */
export function programEntry(name: Program): string {
  return fileURLToPath(new URL(`../../../dist/programs/${name}.js`, import.meta.url));
}
