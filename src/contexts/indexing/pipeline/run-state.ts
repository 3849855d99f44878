import { appendFileSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomic } from '../../../platform/files/write-atomic.ts';
import { type ChunkPlan, type ChunkRange, rangeOf } from '../domain/chunk-plan.ts';
import type { SourceScope } from '../schemas-scope.ts';
import { chunkFileName } from './build-manifest.ts';
import { hashFile } from './hash-file.ts';
import type { WrittenChunk } from './chunk-facts.ts';

/** File in the output folder that lets a later run keep what is still true; see docs/chunk-format.md. */
export const STATE_FILE = '.keelson-state.jsonl';

/** What an earlier run left: its plan, and the chunks it wrote. */
export interface RunState {
  ranges: ChunkRange[];
  /** By id. */
  written: Map<string, WrittenChunk>;
  /** Ids of all chunks there may be files of. */
  known: Set<string>;
}

/** Plans are only continued with the same settings. */
export interface StateKey {
  chunkSize: number;
  subsystem: string;
  /** Left out of the state of a run over the whole folder. */
  scope?: SourceScope;
}

/** What a run's chunk boundaries depend on: those of another scope would be odd ones here. */
export function stateKeyOf(request: {
  chunkSize: number;
  subsystem?: string;
  scope?: SourceScope;
}): StateKey {
  const { chunkSize, subsystem = '', scope } = request;
  return { chunkSize, subsystem, ...(scope !== undefined && { scope }) };
}

const FORMAT = 2;

type Line =
  | { format: number; key: StateKey }
  | { known: string[] }
  | { plan: ChunkRange[] }
  | { chunk: WrittenChunk };

/**
 * Reads what the last run left, finished or not. One JSON document a line, appended as chunks get finished; the last
 * plan and, of each chunk, the last line count. A line that was cut off by a crash, and a whole file in another form,
 * are as if they were not there: the chunks are scanned again.
 */
export function readState(outDir: string, key: StateKey): RunState {
  const state: RunState = { ranges: [], written: new Map(), known: new Set() };
  const lines = readLines(path.join(outDir, STATE_FILE));
  const head = lines[0];
  if (!head || !('format' in head) || head.format !== FORMAT) return state;
  const isSame = JSON.stringify(head.key) === JSON.stringify(key);
  for (const line of lines) {
    if ('known' in line) for (const id of line.known) state.known.add(id);
    if ('plan' in line) for (const { id } of line.plan) state.known.add(id);
    if ('plan' in line && isSame) state.ranges = line.plan;
    if ('chunk' in line) state.written.set(line.chunk.id, line.chunk);
  }
  return state;
}

/** What a run's state starts with. */
export interface StateStart {
  key: StateKey;
  plan: ChunkPlan;
  /** Chunks whose files stay. */
  kept: Iterable<WrittenChunk>;
  /** Ids of earlier chunks, whose files are removed when the run is complete. */
  known: Iterable<string>;
}

/** Starts the state of this run, in place of the earlier one. */
export async function startState(outDir: string, { key, plan, kept, known }: StateStart): Promise<void> {
  const lines: Line[] = [{ format: FORMAT, key }, { known: [...known] }, { plan: plan.chunks.map(rangeOf) }];
  for (const chunk of kept) lines.push({ chunk });
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  await writeFileAtomic(path.join(outDir, STATE_FILE), text);
}

/** Notes a chunk whose file is in place. Not synced: at worst a crash of the machine makes it be scanned again. */
export function noteWritten(outDir: string, chunk: WrittenChunk): void {
  appendFileSync(path.join(outDir, STATE_FILE), `${JSON.stringify({ chunk })}\n`);
}

/**
 * Is a chunk's file still what was written? Its size and time tell; a file that was copied, and so has another time,
 * is hashed.
 */
export function isInPlace(outDir: string, chunk: WrittenChunk): boolean {
  const file = path.join(outDir, chunkFileName(chunk.id));
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile() || stat.size !== chunk.bytes) return false;
  return stat.mtimeMs === chunk.mtimeMs || hashFile(file) === chunk.sha256;
}

function readLines(file: string): Line[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').flatMap((line): Line[] => {
    try {
      return [JSON.parse(line) as Line];
    } catch {
      return []; // The end of a line that a crash cut off, or the empty one behind the last newline.
    }
  });
}
