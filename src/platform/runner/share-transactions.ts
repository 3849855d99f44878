import type { Tx } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import type { AtCommit, Database } from '../db/types.ts';
import { stopIfAborted } from './stoppable.ts';

type Work<Result> = (tx: Tx, atCommit: AtCommit) => Promise<Result>;

/** Runs work in a transaction of the tenant, which it may share. */
export type ShareTransaction = <Result>(
  tenant: number,
  signal: AbortSignal,
  work: Work<Result>,
) => Promise<Result>;

/** Works in one transaction: more would only make the first wait. */
const MOST = 64;

interface Member {
  signal: AbortSignal;
  work: Work<unknown>;
  resolve: (value: never) => void;
  reject: (error: unknown) => void;
}

/**
 * Makes a {@link ShareTransaction}: works of a tenant that come while one is under way go together in the next, since a
 * commit takes as long for many as for one. The first never waits. All are saved or none: when one throws, all are undone
 * and run again, each in a transaction of its own, so that what one does is never lost by another's fault.
 */
export function shareTransactions(database: Pick<Database, 'tenant'>): ShareTransaction {
  const waiting = new Map<number, Member[]>();

  const drain = async (tenant: number, members: Member[]): Promise<void> => {
    while (members.length > 0) await runTogether(tenant, members.splice(0, MOST));
    waiting.delete(tenant);
  };

  const runTogether = async (tenant: number, members: readonly Member[]): Promise<void> => {
    const [first] = members;
    if (members.length === 1) return runAlone(tenant, first!);
    try {
      const values = await database.tenant(tenant, async (tx, atCommit) => {
        const ends = await Promise.allSettled(members.map(({ work }) => work(tx, atCommit)));
        return ends.map((end) => {
          if (end.status === 'rejected') throw end.reason;
          return end.value as never;
        });
      });
      members.forEach(({ resolve }, n) => resolve(values[n]!));
    } catch (error) {
      // When the connection was lost nobody knows whether all is saved or nothing.
      if (error instanceof AppError && error.code === 'database_unavailable') {
        for (const { reject } of members) reject(error);
      } else for (const member of members) await runAlone(tenant, member);
    }
  };

  const runAlone = async (tenant: number, { signal, work, resolve, reject }: Member): Promise<void> => {
    try {
      stopIfAborted(signal);
      resolve((await database.tenant(tenant, work)) as never);
    } catch (error) {
      reject(error);
    }
  };

  return (tenant, signal, work) =>
    new Promise((resolve, reject) => {
      const member = { signal, work, resolve, reject };
      const others = waiting.get(tenant);
      if (others !== undefined) {
        others.push(member);
        return;
      }
      const members = [member];
      waiting.set(tenant, members);
      void drain(tenant, members);
    });
}
