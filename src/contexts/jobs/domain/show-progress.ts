import type { StoredProgress } from './progress.ts';

/** Progress as clients see it: what was stored, and what follows from it. */
export interface ShownProgress {
  phase: string;
  files_done?: number;
  files_total?: number;
  bytes_done?: number;
  bytes_total?: number;
  current?: string;
  percent?: number;
  /** Seconds since the phase began. */
  elapsed_seconds?: number;
  bytes_per_second?: number;
  files_per_second?: number;
  /** Seconds the phase will take on, at this speed. */
  eta_seconds?: number;
}

/** A speed is not worth telling before this much of a phase has passed. */
const SETTLE_MS = 250;

/**
 * Reckons speed and what is left of the phase. Speed is the mean over the phase so far: chunks end in bursts, and a
 * momentary one would jump.
 * @param age Milliseconds since the progress was stored, where the job goes on; undefined when it does not.
 */
export function showProgress(stored: StoredProgress, age: number | undefined): ShownProgress {
  const { since, documents: _documents, ...shown } = stored;
  if (since === undefined) return shown;
  const passed = since.ms + Math.max(0, age ?? 0);
  const bytes = speed(stored.bytes_done, since.bytes, since.ms);
  const files = speed(stored.files_done, since.files, since.ms);
  const left =
    age === undefined
      ? undefined
      : (timeLeft(stored.bytes_done, stored.bytes_total, bytes) ??
        timeLeft(stored.files_done, stored.files_total, files));
  return {
    ...shown,
    elapsed_seconds: tenths(passed / 1000),
    ...(bytes === undefined ? {} : { bytes_per_second: Math.round(bytes) }),
    ...(files === undefined ? {} : { files_per_second: tenths(files) }),
    ...(left === undefined ? {} : { eta_seconds: tenths(Math.max(0, left - Math.max(0, age ?? 0) / 1000)) }),
  };
}

/** Units a second; undefined until there is something to go by. */
function speed(done: number | undefined, from: number, ms: number): number | undefined {
  return done === undefined || done <= from || ms < SETTLE_MS ? undefined : ((done - from) * 1000) / ms;
}

function timeLeft(
  done: number | undefined,
  total: number | undefined,
  perSecond: number | undefined,
): number | undefined {
  if (done === undefined || total === undefined || total <= 0 || perSecond === undefined) return undefined;
  return Math.max(0, total - done) / perSecond;
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
