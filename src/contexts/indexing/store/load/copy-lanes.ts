import type { OwnerConnection } from '../../../../platform/db/types.ts';

/** A connection with at most one chunk's transaction open on it. */
interface Lane {
  connection: OwnerConnection;
  busy: boolean;
  /** Ends when the last statement sent for the chunk has; statements of a chunk run one after another. */
  tail: Promise<unknown>;
}

export interface CopyLanes {
  /** Runs `work` inside the chunk's transaction, opening it on a free connection first when need be. */
  run<Result>(chunk: number, work: (connection: OwnerConnection) => Promise<Result>): Promise<Result>;
  /** Commits the chunk's transaction and frees its connection. */
  commit(chunk: number): Promise<void>;
  /** Rolls the chunk's transaction back, if it has one open, and frees its connection. */
  rollback(chunk: number): Promise<void>;
  /** Chunks whose transactions are open. */
  open(): number[];
  /** Fails whoever waits for a connection. */
  close(reason: Error): void;
}

/**
 * Spreads chunks over `connections`. More are opened when more chunks are open at once, up to `most`: a chunk that
 * had to wait for another's end while its rows fill the sender's buffers would hold up the scanner it waits for.
 */
export function createCopyLanes(
  connections: readonly OwnerConnection[],
  connect: () => Promise<OwnerConnection>,
  most: number,
): CopyLanes {
  const lanes: Lane[] = connections.map((connection) => newLane(connection));
  const byChunk = new Map<number, Promise<Lane>>();
  const waiting: { resolve: (lane: Lane) => void; reject: (reason: Error) => void }[] = [];
  let opening = 0;

  async function takeFreeLane(): Promise<Lane> {
    const idle = lanes.find((lane) => !lane.busy);
    if (idle !== undefined) {
      idle.busy = true;
      return idle;
    }
    if (lanes.length + opening >= most) {
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    }
    opening++;
    try {
      const lane = newLane(await connect());
      lane.busy = true;
      lanes.push(lane);
      return lane;
    } finally {
      opening--;
    }
  }

  async function openChunk(): Promise<Lane> {
    const lane = await takeFreeLane();
    await lane.connection.query({ sql: 'begin' });
    return lane;
  }

  function laneOf(chunk: number): Promise<Lane> {
    const lane = byChunk.get(chunk) ?? openChunk();
    byChunk.set(chunk, lane);
    return lane;
  }

  async function run<Result>(
    chunk: number,
    work: (connection: OwnerConnection) => Promise<Result>,
  ): Promise<Result> {
    const lane = await laneOf(chunk);
    const mine = lane.tail.then(() => work(lane.connection));
    lane.tail = mine;
    return mine;
  }

  async function freeLane(chunk: number): Promise<void> {
    const lane = await laneOf(chunk);
    byChunk.delete(chunk);
    const next = waiting.shift();
    if (next === undefined) lane.busy = false;
    else next.resolve(lane);
  }

  return {
    run,
    async commit(chunk) {
      await run(chunk, (connection) => connection.query({ sql: 'commit' }));
      await freeLane(chunk);
    },
    async rollback(chunk) {
      const lane = await byChunk.get(chunk);
      if (lane === undefined) return;
      // What failed may be the last statement sent: the roll-back comes behind it, whatever became of it.
      lane.tail = lane.tail.then(
        () => lane.connection.query({ sql: 'rollback' }),
        () => lane.connection.query({ sql: 'rollback' }),
      );
      await lane.tail;
      await freeLane(chunk);
    },
    open: () => [...byChunk.keys()],
    close(reason) {
      for (const { reject } of waiting.splice(0)) reject(reason);
    },
  };
}

function newLane(connection: OwnerConnection): Lane {
  return { connection, busy: false, tail: Promise.resolve() };
}
