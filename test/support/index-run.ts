import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { AppError } from '../../src/kernel/errors.ts';
import type { IndexSink } from '../../src/contexts/indexing/pipeline/index-sink.ts';
import {
  type IndexRequest,
  type IndexRun,
  runIndexing,
} from '../../src/contexts/indexing/pipeline/run-indexing.ts';

/** Runs the pipeline with settings that tests share. */
export function index(
  folder: string,
  outDir: string,
  request: Partial<IndexRequest> = {},
): Promise<IndexRun> {
  return runIndexing({
    folder,
    outDir,
    chunkSize: 50_000_000,
    parallel: 2,
    signal: new AbortController().signal,
    progress: () => undefined,
    ...request,
  });
}

/** Contents of the chunk files of an output folder, by name. */
export function chunkFiles(outDir: string): Record<string, string> {
  const names = readdirSync(outDir).filter((name) => name.endsWith('.json') && name !== 'manifest.json');
  return Object.fromEntries(
    names.sort().map((name) => [name, readFileSync(path.join(outDir, name), 'utf8')]),
  );
}

/** The manifest without what differs from run to run. */
export function manifestContent(outDir: string): Record<string, unknown> {
  const text = readFileSync(path.join(outDir, 'manifest.json'), 'utf8');
  const { created: _when, ...content } = JSON.parse(text) as Record<string, unknown>;
  return content;
}

/** Names in an output folder that a finished run may not leave. */
export function leftovers(outDir: string): string[] {
  return readdirSync(outDir).filter((name) => name.endsWith('.tmp') || name.includes('lock'));
}

/** What a sink was given. */
export interface RecordedRows {
  begun: Parameters<IndexSink['begin']>[0][];
  /** Bytes of rows by chunk number, then table. */
  rows: Map<number, Record<string, number>>;
  committed: number[];
}

/** A sink that only notes what it is given. */
export function recordingSink(
  answer: ReadonlySet<number> | 'all' = new Set(),
): IndexSink & { seen: RecordedRows } {
  const seen: RecordedRows = { begun: [], rows: new Map(), committed: [] };
  return {
    seen,
    async begin(run) {
      seen.begun.push(run);
      return answer;
    },
    async rows(chunk, { table, bytes }) {
      const tables = seen.rows.get(chunk) ?? {};
      tables[table] = (tables[table] ?? 0) + bytes.byteLength;
      seen.rows.set(chunk, tables);
    },
    async commitChunk(chunk) {
      seen.committed.push(chunk);
    },
  };
}

/** Acts between the list of files and the scan: a sink is asked exactly there. */
export const meanwhile = (act: () => void): { sink: IndexSink } => ({
  sink: {
    ...recordingSink(),
    async begin() {
      act();
      return new Set<number>();
    },
  },
});
/** The error a run ends with. */
export const failureOf = async (run: Promise<unknown>): Promise<AppError> => {
  try {
    await run;
  } catch (error) {
    return error as AppError;
  }
  throw new Error('It did not fail');
};
