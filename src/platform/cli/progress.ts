import { stripVTControlCharacters } from 'node:util';
import type { JobProgress } from '../../kernel/job.ts';
import { formatBytes, formatCount, formatDuration } from './format.ts';
import { canRedraw, paint, showsColours, widthOf, writeLine, type Terminal } from './terminal.ts';

export interface ProgressDisplay {
  /** Shows how far the job is; cheap to call often. */
  update: (progress: JobProgress) => void;
  /** Takes the live line away, so that what follows starts on a clean line. */
  done: () => void;
}

export interface ProgressOptions {
  terminal: Terminal;
  /** With --json nothing is shown. */
  json: boolean;
  /** Milliseconds now; injected so that tests can set it. */
  now?: () => number;
}

/** Between two redraws of the live line: smooth to the eye, nothing to the machine. */
const REDRAW_MS = 100;
/** Between two lines in a log. */
const LINE_MS = 5000;
/** A speed is not worth showing before this much of a phase has passed. */
const SETTLE_MS = 500;
const BAR = 16;

/** Where a phase stood when it was first seen; speed and remaining time are measured from there. */
interface PhaseStart {
  phase: string;
  at: number;
  bytes: number;
  files: number;
}

/** A bar that is full at 1. */
export function bar(share: number): string {
  const full = Math.round(share * BAR);
  return paint.cyan('█'.repeat(full)) + paint.dim('░'.repeat(BAR - full));
}

/** Done and total in the unit that says most: bytes when their total is known, else files. */
function measure(
  progress: JobProgress,
  start: PhaseStart,
): { done: number; total: number; gained: number } | undefined {
  const { bytesDone = 0, bytesTotal, filesDone = 0, filesTotal } = progress;
  if (bytesTotal) return { done: bytesDone, total: bytesTotal, gained: bytesDone - start.bytes };
  if (filesTotal) return { done: filesDone, total: filesTotal, gained: filesDone - start.files };
  return undefined;
}

/** The parts of the line, most important first: phase, share, files, bytes, speed, time left. */
function partsOf(progress: JobProgress, start: PhaseStart, now: number): string[] {
  const elapsed = now - start.at;
  const parts = [paint.bold(progress.phase)];
  const share = measure(progress, start);
  if (share !== undefined) {
    const ratio = Math.min(1, share.done / share.total);
    parts.push(`${bar(ratio)} ${String(Math.floor(ratio * 100)).padStart(3)}%`);
  }
  if (progress.filesDone !== undefined) {
    const total = progress.filesTotal === undefined ? '' : `/${formatCount(progress.filesTotal)}`;
    parts.push(`${formatCount(progress.filesDone)}${total} files`);
  }
  if (progress.bytesDone !== undefined) {
    parts.push(formatBytes(progress.bytesDone));
    const gained = progress.bytesDone - start.bytes;
    if (elapsed >= SETTLE_MS && gained > 0) parts.push(`${formatBytes((gained / elapsed) * 1000)}/s`);
  }
  if (share !== undefined && share.gained > 0 && elapsed >= SETTLE_MS && share.done < share.total) {
    parts.push(`ETA ${formatDuration(((share.total - share.done) * elapsed) / share.gained)}`);
  }
  return parts;
}

/** Joins as many parts as the width has room for, then what is being worked on, cut at its start. */
function fit(parts: readonly string[], current: string | undefined, width: number): string {
  let line = '';
  let length = 0;
  for (const part of parts) {
    const grown = length + stripVTControlCharacters(part).length + (line === '' ? 0 : 2);
    if (grown > width) break;
    line += (line === '' ? '' : '  ') + part;
    length = grown;
  }
  const room = width - length - 2;
  if (current === undefined || room < 12) return line;
  return `${line}  ${paint.dim(current.length > room ? `…${current.slice(1 - room)}` : current)}`;
}

/**
 * Shows a job's progress on stderr: one line redrawn in place on a terminal, a plain line every few seconds and at
 * each new phase elsewhere, nothing with --json.
 */
export function createProgressDisplay(options: ProgressOptions): ProgressDisplay {
  const { terminal, json, now = Date.now } = options;
  const output = terminal.stderr;
  const live = canRedraw(terminal, output);
  let start: PhaseStart | undefined;
  let shownAt = Number.NEGATIVE_INFINITY;
  let drawn = false;

  const draw = (progress: JobProgress, begun: PhaseStart, at: number) => {
    const parts = partsOf(progress, begun, at);
    if (!live) return writeLine(terminal, output, parts.join('  '));
    // One column is left free: some terminals wrap when the last one is written.
    const line = fit(parts, progress.current, widthOf(output) - 1);
    output.write(`\r\u001B[K${showsColours(terminal, output) ? line : stripVTControlCharacters(line)}`);
    drawn = true;
  };

  return {
    update(progress) {
      if (json) return;
      const at = now();
      const newPhase = start?.phase !== progress.phase;
      if (start === undefined || newPhase) {
        start = { phase: progress.phase, at, bytes: progress.bytesDone ?? 0, files: progress.filesDone ?? 0 };
      }
      if (!newPhase && at - shownAt < (live ? REDRAW_MS : LINE_MS)) return;
      shownAt = at;
      draw(progress, start, at);
    },
    done() {
      if (drawn) output.write('\r\u001B[K');
      drawn = false;
    },
  };
}
