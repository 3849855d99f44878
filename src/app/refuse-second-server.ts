import { AppError } from '../kernel/errors.ts';
import { findServer } from './runtime-file.ts';

/** One server a home: a second one would answer on another port and hide the first from every command. */
export async function refuseSecondServer(home: string): Promise<void> {
  const running = await findServer(home);
  if (running === undefined) return;
  throw new AppError(
    'conflict',
    'already_running',
    `Keelson already runs on ${home} (process ${running.pid}, ${running.url}); stop it first, or choose another --home`,
    { extra: { url: running.url, pid: running.pid } },
  );
}
