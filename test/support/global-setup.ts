import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startTestServer } from './database.ts';

/** Threads and child processes run from dist/, so it must be what src/ says. Returns what ends the run. */
export default function prepareRun(): () => Promise<void> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  execFileSync(process.execPath, ['scripts/bootstrap.mjs'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const server = startTestServer();
  return () => server.stop();
}
