import type { ZodType } from 'zod';
import type { Clock } from '../kernel/clock.ts';
import type { Caller, OperationContext, Tx } from '../kernel/context.ts';
import { AppError } from '../kernel/errors.ts';
import type { AnyOperation } from '../kernel/operation.ts';
import { auditRow } from './audit/record-audit.ts';
import { holdsScope } from './auth/scopes.ts';
import type { AtCommit, Database } from './db/types.ts';
import { claimKey, storeAnswer } from './idempotency/claim-key.ts';
import { hashRequest } from './idempotency/hash-request.ts';
import type { Log } from './log/create-log.ts';
import { changeStatement } from './outbox/record-change.ts';
import { explainFailure } from './runner/explain-failure.ts';
import { parseInput } from './runner/parse-input.ts';
import { retryConflicts } from './runner/retry-conflicts.ts';
import { shareTransactions } from './runner/share-transactions.ts';
import { stopIfAborted, stoppable } from './runner/stoppable.ts';
import { waitUntilDone } from './runner/wait-until-done.ts';
import type { Trace } from './telemetry/trace.ts';

/**
 * Runs one operation for one caller: what every door calls. Resolves with the checked output, or rejects with an
 * AppError.
 */
export type RunOperation = (operation: AnyOperation, caller: Caller, input: unknown) => Promise<unknown>;

export interface RunnerDeps {
  database: Pick<Database, 'tenant' | 'reading'>;
  clock: Clock;
  newId: (now: Date) => string;
  log: Log;
  trace: Trace;
}

/** What a write has made, before it is saved. */
interface Written {
  /** A promise where it is known only with the answers of statements that have been sent. */
  answer: unknown;
}

/** Why a transaction failed, where the answer that was still to come can say it better than the transaction. */
async function reasonOf(written: Written | undefined): Promise<AppError | undefined> {
  try {
    await written?.answer;
  } catch (reason) {
    if (reason instanceof AppError) return reason;
  }
  return undefined;
}

/** Gives the answer as its schema has it. A mismatch is a fault of ours: logged by place, never by value. */
function check(operation: AnyOperation): (value: unknown) => unknown {
  return (value) => {
    const schema: ZodType = operation.output;
    const checked = schema.safeParse(value);
    if (checked.success) return checked.data;
    const faults = checked.error.issues.map((issue) => `${issue.path.join('.')} ${issue.code}`).join(', ');
    throw new TypeError(`${operation.name} gave an answer its output schema refuses: ${faults}`);
  };
}

/**
 * The waist: parse → access → one transaction of { idempotency, run, output check, audit, events, stored answer }.
 * A write is committed whole or not at all, and no operation can leave any of it out.
 */
export function createRunner(deps: RunnerDeps): RunOperation {
  const { database, clock, newId, log, trace } = deps;
  const shared = shareTransactions(database);

  async function read(operation: AnyOperation, context: OperationContext, input: unknown): Promise<unknown> {
    const { value, events = [] } = await operation.run(context, input);
    if (events.length > 0) throw new TypeError(`${operation.name} is declared a read and returned events`);
    return check(operation)(await value);
  }

  async function write(
    operation: AnyOperation,
    caller: Caller,
    context: OperationContext,
    atCommit: AtCommit,
    input: unknown,
    prepare: () => unknown,
  ): Promise<Written> {
    const { tx, now } = context;
    const { tenant, idempotencyKey: key } = caller;
    const claim = key === undefined ? undefined : { tenant, key, operation: operation.name };
    if (claim !== undefined) {
      const known = await claimKey(tx, claim, hashRequest(operation.name, caller.actor, input), now);
      if (known !== undefined) return { answer: known.answer };
    }
    const { value, events = [] } = await operation.run(context, await prepare());
    const answer = value instanceof Promise ? value.then(check(operation)) : check(operation)(value);
    // Looked at when the transaction has ended; until then its rejection must not count as unhandled.
    if (answer instanceof Promise) answer.catch(() => undefined);
    if (claim !== undefined) {
      const kept = await answer;
      await storeAnswer(tx, claim, operation.replay?.(kept) ?? kept, now);
    }
    const traceparent = trace.traceparent();
    atCommit(changeStatement({ at: now, caller, operation: operation.name, events, newId, traceparent }));
    return { answer };
  }

  async function transact(operation: AnyOperation, caller: Caller, input: unknown): Promise<unknown> {
    const { tenant, actor, requestId, signal } = caller;
    const prepare = (): unknown => operation.prepare?.(input) ?? input;
    const contextOf = (tx: Tx): OperationContext => ({
      tenant,
      actor,
      requestId,
      signal,
      tx: stoppable(tx, signal),
      now: clock(),
    });
    if (operation.effect === 'read') {
      return database.reading(tenant, async (tx) => {
        const answer = await read(operation, contextOf(tx), await prepare());
        stopIfAborted(signal);
        return answer;
      });
    }
    let last: Written | undefined;
    const work =
      (ready: () => unknown) =>
      async (tx: Tx, atCommit: AtCommit): Promise<void> => {
        last = undefined;
        last = await write(operation, caller, contextOf(tx), atCommit, input, ready);
        stopIfAborted(signal);
      };
    try {
      // A repeated request must see the first one's row as it is when that has been saved.
      if (operation.together !== true || caller.idempotencyKey !== undefined) {
        await database.tenant(tenant, work(prepare));
      } else {
        const prepared = await prepare();
        await shared(
          tenant,
          signal,
          work(() => prepared),
        );
      }
    } catch (error) {
      // One that says why itself may be of a later try than the answer.
      if (error instanceof AppError) throw error;
      throw (await reasonOf(last)) ?? error;
    }
    return last!.answer;
  }

  /** Refusals are kept in a transaction of their own: there is no other to put them in. */
  async function recordDenial(operation: AnyOperation, caller: Caller): Promise<void> {
    const now = clock();
    const entry = { id: newId(now), at: now, caller, operation: operation.name, events: [] };
    await database.tenant(caller.tenant, (tx: Tx) => tx.query(auditRow({ ...entry, outcome: 'denied' })));
  }

  async function checkAccess(operation: AnyOperation, caller: Caller): Promise<void> {
    if (operation.access === 'public' || holdsScope(caller.actor.scopes, operation.access)) return;
    await recordDenial(operation, caller);
    throw new AppError(
      'forbidden',
      'missing_scope',
      `${operation.name} needs the scope ${operation.access}, which this ${caller.actor.kind} does not hold; ` +
        'ask for a key that does',
      { extra: { required_scope: operation.access } },
    );
  }

  return async (operation, caller, input) => {
    const attributes = {
      'keelson.tenant': caller.tenant,
      'keelson.door': caller.door,
      'keelson.actor.kind': caller.actor.kind,
      'keelson.request_id': caller.requestId,
    };
    try {
      const parsed = parseInput(operation, input);
      await checkAccess(operation, caller);
      const { wait } = operation;
      const once = () => retryConflicts(caller.signal, () => transact(operation, caller, parsed));
      return await trace.span(operation.name, attributes, () =>
        wait === undefined ? once() : waitUntilDone(wait, parsed, caller, once),
      );
    } catch (thrown) {
      const error = explainFailure(thrown);
      if (error.kind === 'internal') {
        log.error(
          { err: error, operation: operation.name, requestId: caller.requestId, tenant: caller.tenant },
          'An operation failed inside Keelson',
        );
      }
      throw error;
    }
  };
}
