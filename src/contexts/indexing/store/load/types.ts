import type { Actor, Tx } from '../../../../kernel/context.ts';
import type { JobContext } from '../../../../kernel/job.ts';
import type { Database } from '../../../../platform/db/types.ts';
import type { Log } from '../../../../platform/log/create-log.ts';
import type { SourceScope } from '../../schemas-scope.ts';
import type { ROW_TABLES } from '../partitions.ts';

/** Rows of one table in PostgreSQL's binary COPY form, complete from header to trailer. */
export interface LoadBatch {
  table: keyof typeof ROW_TABLES;
  bytes: Uint8Array;
}

export interface LoaderDeps {
  database: Pick<Database, 'connectOwner'>;
  tenant: number;
  /** Called inside each transaction that makes something visible; see {@link JobContext}. */
  assertLease: JobContext['assertLease'];
  /** Called by work that can wait; see {@link JobContext}. */
  giveWay?: JobContext['giveWay'];
  log: Log;
  /** Who asked for the load, for audit and the event; the indexer itself when not given. */
  by?: { actor: Actor; requestId: string };
  /** How long to wait for another loader of the repository to go away, in ms; ten seconds when not given. */
  patienceMs?: number;
  /** Ends waits between steps. */
  signal?: AbortSignal;
}

/** What is going to be loaded. */
export interface LoadPlan {
  /** Absolute path of the repository: what readers select an index by. */
  repositoryPath: string;
  /** Same key, same chunks with the same content: an unfinished load with this key is resumed. */
  resumeKey: string;
  /** How many chunks there will be at least, numbered from 0; more may follow when one has to be split. */
  chunks: number;
}

/** What is recorded of a chunk in the transaction that makes it count. */
export interface ChunkSummary {
  /** Of the chunk's JSON file, when one was written. */
  sha256?: string;
  /** Size of that file. */
  bytes?: number;
  counts: Readonly<Record<string, number>>;
}

/** Totals of an index, as code_index keeps them. */
export interface IndexTotals {
  files: number;
  symbols: number;
  calls: number;
  entrypoints: number;
  bytes: number;
  languages: Readonly<Record<string, number>>;
}

export interface LoadedManifest {
  manifestId: string;
  totals: IndexTotals;
  /** What it was made from; not known of one that is loaded from chunk files alone. */
  source?: LoadedSource;
}

/** What an index was made from, for later incremental runs. */
export interface LoadedSource {
  /** What made it. */
  generator: string;
  /** What was asked for, so that the same can be made again. */
  request: RecordedRequest;
  /** The list of files, packed. */
  files: Uint8Array;
  /** Commit of the checkout. */
  commit: string | undefined;
}

/** The request an index was made with. */
export interface RecordedRequest {
  /** One of these: a folder, or the URL of a repository. */
  folder_path?: string | undefined;
  repository_url?: string | undefined;
  ref?: string | undefined;
  chunk_size: number;
  output_dir: string;
  /** Nobody chose `output_dir`: on another machine it is another. */
  default_output?: boolean | undefined;
  subsystem?: string | undefined;
  /** Left out of one over the whole folder. */
  scope?: SourceScope | undefined;
}

/** What else is written in the transaction that makes a chunk, or an index, count. */
export type Alongside = (tx: Tx, indexId: number) => Promise<void>;

/**
 * Loads one index. Calls of different chunks may overlap; those of one chunk are made in order. Whatever rejects,
 * call {@link IndexLoader.abort}: committed chunks stay for the next try.
 */
export interface IndexLoader {
  /**
   * Starts a load, or finds the unfinished one with the same key. `committed` holds the chunks that need not be sent.
   * Throws `index_busy` (conflict) when another process loads this repository.
   */
  begin(plan: LoadPlan): Promise<{ indexId: number; committed: Set<number> }>;
  /**
   * Joins a load that another process has begun, to send some of its chunks; several may, and none of them ends it.
   * `committed` as for {@link begin}. Throws `load_replaced` when it is not there any more, `index_busy`.
   */
  join(load: { indexId: number; repositoryPath: string }): Promise<{ committed: Set<number> }>;
  /** Sends rows of a chunk; resolves when the database has taken them, which is the backpressure. */
  rows(chunk: number, batch: LoadBatch): Promise<void>;
  /** Ends a chunk: after this it is loaded as a whole, also through a crash of this process. */
  commitChunk(chunk: number, summary: ChunkSummary, alongside?: Alongside): Promise<void>;
  /** Begins a committed chunk anew, in the transaction that its new rows will be in. */
  replaceChunk(chunk: number): Promise<void>;
  /** Rolls back what was sent of a chunk that is not committed. */
  abandonChunk(chunk: number): Promise<void>;
  /** Throws away every chunk of this load, committed or not. */
  restart(): Promise<void>;
  /**
   * Builds the indexes and makes the load the repository's index, in place of an older one. When it resolves, all of
   * it is on disk. Throws `chunk_missing` when a chunk was never committed.
   */
  finish(manifest: LoadedManifest, alongside?: Alongside): Promise<{ indexId: number }>;
  /** Throws the load away, as if it had never begun, and closes the connections. */
  discard(): Promise<void>;
  /** Rolls back what is open and closes the connections. Safe to call at any time, also twice. */
  abort(): Promise<void>;
}
