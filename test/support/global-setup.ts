import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Threads and child processes run from dist/, so it must be what src/ says. */
export default function buildOnce(): void {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  execFileSync(process.execPath, ['scripts/build.mjs'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
