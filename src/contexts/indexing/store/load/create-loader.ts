import { AppError } from '../../../../kernel/errors.ts';
import type { OwnerConnection } from '../../../../platform/db/types.ts';
import { partitionName, ROW_TABLES } from '../partitions.ts';
import { buildIndexes } from './build-indexes.ts';
import { deleteChunkRows } from './chunk-rows.ts';
import { connectLoader } from './connect-loader.ts';
import { createCopyLanes } from './copy-lanes.ts';
import type { CopyLanes } from './copy-lanes.ts';
import { inTransaction } from './in-transaction.ts';
import { forgetIndex, joinIndex, openIndex } from './open-index.ts';
import { createPartitionTables, dropPartitionTables } from './partition-tables.ts';
import { loadGone } from './load-gone.ts';
import { publishIndex } from './publish-index.ts';
import { lockRepository, shareRepository } from './repository-lock.ts';
import type { ChunkSummary, IndexLoader, LoaderDeps, LoadPlan } from './types.ts';

/** Two are kept busy by two scanners; a third gained nothing. */
const CONNECTIONS = 2;
const MOST_CONNECTIONS = 8;

interface OpenLoad {
  plan: LoadPlan;
  indexId: number;
  committed: Set<number>;
  /** Committed chunks whose rows are being replaced. */
  replaced: Set<number>;
  connections: OwnerConnection[];
  lanes: CopyLanes;
}

/** Makes a loader for one index; see {@link IndexLoader}. */
export function createLoader(deps: LoaderDeps): IndexLoader {
  const connections: OwnerConnection[] = [];
  let load: OpenLoad | undefined;
  /** Loads that were ended. */
  let ended = 0;

  async function connect(): Promise<OwnerConnection> {
    const before = ended;
    const connection = await connectLoader(deps);
    if (before !== ended) {
      // Nobody would close it, and what it writes would hold up whoever builds indexes.
      await connection.end();
      throw loadAborted();
    }
    connections.push(connection);
    return connection;
  }

  function opened(): OpenLoad {
    if (load === undefined) throw new Error('The loader has no load open: call begin first');
    return load;
  }

  async function close(reason: Error): Promise<void> {
    load?.lanes.close(reason);
    load = undefined;
    ended += 1;
    await Promise.all(connections.splice(0).map((connection) => connection.end()));
  }

  return {
    async begin(plan) {
      if (load !== undefined) throw new Error('The loader has a load open already');
      const firsts: OwnerConnection[] = [];
      for (let slot = 0; slot < CONNECTIONS; slot++) {
        const connection = await connect();
        await lockRepository(connection, deps.tenant, plan.repositoryPath, slot, deps.patienceMs);
        firsts.push(connection);
      }
      const { indexId, committed } = await openIndex(firsts[0]!, deps, plan);
      const lanes = createCopyLanes(firsts, connect, MOST_CONNECTIONS);
      load = {
        plan,
        indexId,
        committed: new Set(committed),
        replaced: new Set(),
        connections: firsts,
        lanes,
      };
      return { indexId, committed };
    },

    async join({ indexId, repositoryPath }) {
      if (load !== undefined) throw new Error('The loader has a load open already');
      const first = await connect();
      await shareRepository(first, deps, repositoryPath);
      const committed = await joinIndex(first, deps, { indexId, repositoryPath });
      load = {
        // What it was planned as is the concern of whoever ends it.
        plan: { repositoryPath, resumeKey: '', chunks: 0 },
        indexId,
        committed: new Set(committed),
        replaced: new Set(),
        connections: [first],
        lanes: createCopyLanes([first], connect, MOST_CONNECTIONS),
      };
      return { committed };
    },

    async rows(chunk, batch) {
      const { indexId, committed, lanes } = opened();
      if (committed.has(chunk)) throw new Error(`Chunk ${chunk} is committed already`);
      const table = ROW_TABLES[batch.table];
      const sql = `copy ${partitionName(table, indexId)} (${table.columns.join(', ')}) from stdin (format binary)`;
      await lanes.run(chunk, (connection) => connection.copyIn(sql, batch.bytes));
    },

    async commitChunk(chunk, summary, alongside) {
      const { plan, indexId, committed, replaced, lanes } = opened();
      await lanes.run(chunk, async (connection) => {
        await deps.assertLease((sql, parameters) => connection.query({ sql, parameters }));
        if (!(await recordChunk(connection, deps.tenant, indexId, chunk, summary)))
          throw loadGone(plan.repositoryPath);
        await alongside?.(connection, indexId);
      });
      await lanes.commit(chunk);
      replaced.delete(chunk);
      committed.add(chunk);
    },

    async replaceChunk(chunk) {
      const { indexId, committed, replaced, lanes } = opened();
      await lanes.run(chunk, (connection) =>
        deleteChunkRows(connection, { tenant: deps.tenant, indexId }, chunk),
      );
      if (committed.delete(chunk)) replaced.add(chunk);
    },

    async abandonChunk(chunk) {
      const { committed, replaced, lanes } = opened();
      await lanes.rollback(chunk);
      if (replaced.delete(chunk)) committed.add(chunk);
    },

    async restart() {
      const { indexId, committed, connections, lanes } = opened();
      if (lanes.open().length > 0)
        throw new Error(`Chunks ${lanes.open().join(', ')} are still being loaded`);
      const connection = connections[0]!;
      await inTransaction(connection, async () => {
        await deps.assertLease((sql, parameters) => connection.query({ sql, parameters }));
        await dropPartitionTables(connection, indexId);
        await connection.query({
          sql: 'delete from keelson.index_chunk where tenant_id = $1 and index_id = $2',
          parameters: [deps.tenant, indexId],
        });
        await createPartitionTables(connection, indexId);
      });
      committed.clear();
    },

    async finish(manifest, alongside) {
      const { plan, indexId, committed, connections, lanes } = opened();
      if (lanes.open().length > 0)
        throw new Error(`Chunks ${lanes.open().join(', ')} are still being loaded`);
      // More chunks than were planned may have come, when one had to be split.
      const last = Math.max(plan.chunks - 1, ...committed);
      const missing = Array.from({ length: last + 1 }, (_, chunk) => chunk).filter(
        (chunk) => !committed.has(chunk),
      );
      if (missing.length > 0) throw chunkMissing(missing, last + 1, plan);
      await buildIndexes(connections, indexId);
      const loaded = { ...plan, chunks: committed.size };
      await publishIndex(connections[0]!, deps, loaded, { indexId, manifest, alongside });
      await close(new Error('The load is finished'));
      return { indexId };
    },

    async discard() {
      const { indexId, connections } = opened();
      const connection = connections[0]!;
      await inTransaction(connection, async () => {
        await deps.assertLease((sql, parameters) => connection.query({ sql, parameters }));
        await dropPartitionTables(connection, indexId);
        await forgetIndex(connection, deps.tenant, indexId);
      });
      await close(new Error('The load is thrown away'));
    },

    async abort() {
      await close(loadAborted());
    },
  };
}

function loadAborted(): AppError {
  return new AppError('cancelled', 'load_aborted', 'The load was ended before it was complete');
}

/** Makes a chunk count; false when the load is not there any more. */
async function recordChunk(
  connection: OwnerConnection,
  tenant: number,
  indexId: number,
  chunk: number,
  summary: ChunkSummary,
): Promise<boolean> {
  const rows = await connection.query({
    sql: `with live as (
        update keelson.code_index set touched_at = clock_timestamp()
        where tenant_id = $1 and id = $2 and state = 'loading' returning id)
      insert into keelson.index_chunk (tenant_id, index_id, chunk, sha256, bytes, counts)
      select $1, id, $3, $4, $5, $6 from live returning chunk`,
    parameters: [
      tenant,
      indexId,
      chunk,
      summary.sha256 ?? null,
      summary.bytes ?? null,
      JSON.stringify(summary.counts),
    ],
  });
  return rows.length === 1;
}

function chunkMissing(missing: readonly number[], of: number, plan: LoadPlan): AppError {
  return new AppError(
    'internal',
    'chunk_missing',
    `${missing.length} of ${of} chunks of ${plan.repositoryPath} were never loaded, the first is ${missing[0]!}; run the index again`,
  );
}
