import { isLast } from '../contexts/jobs/index.ts';
import type { JobChange, JobFeed } from '../contexts/jobs/index.ts';
import type { Caller } from '../kernel/context.ts';
import { AppError } from '../kernel/errors.ts';
import type { AnyOperation } from '../kernel/operation.ts';
import { eventStream, type ServerSentEvent } from '../platform/http/event-stream.ts';
import type { CallerRoute, Exchange } from '../platform/http/exchange.ts';
import type { Log } from '../platform/log/create-log.ts';
import type { RunOperation } from '../platform/run-operation.ts';
import { repeatWhileUnavailable } from '../platform/runner/repeat-while-unavailable.ts';

export interface JobEventRoutesOptions {
  feed: JobFeed;
  operations: readonly AnyOperation[];
  run: RunOperation;
  log: Log;
  /** Streams that may be open at once; 200 when not given. */
  limit?: number;
}

const DESCRIPTION =
  'First what there is (`job` or `jobs`), then each change: `queued`, `running`, `progress`, `cancel_requested`, ' +
  '`completed`, `failed`, `cancelled`. A client that comes back with Last-Event-ID is told what it has missed instead.';

/** Streams of what happens to jobs, for EventSource and its like: of all jobs, and of one until it has ended. */
export function jobEventRoutes(options: JobEventRoutesOptions): CallerRoute[] {
  const { feed, run, log, limit = 200 } = options;
  let open = 0;
  const ask = (name: string, caller: Caller, input: unknown): Promise<unknown> =>
    run(
      options.operations.find((one) => one.name === name)!,
      caller,
      input,
    );

  /** Counts the stream in while it is open. */
  const stream = (
    { request, connection }: Exchange,
    source: (signal: AbortSignal) => AsyncGenerator<ServerSentEvent, void>,
  ): Response => {
    if (open >= limit) {
      throw new AppError(
        'unavailable',
        'too_many_streams',
        `${limit} streams are open already; close one, or ask for the list of jobs now and then`,
        { retryAfterSeconds: 30 },
      );
    }
    open += 1;
    return eventStream(source, {
      until: [request.signal, connection.closing],
      onError: (error) => log.warn({ err: error }, 'A stream of events broke'),
      onEnd: () => (open -= 1),
    });
  };

  const all: CallerRoute = {
    method: 'GET',
    path: '/index/jobs/events',
    describe: {
      name: 'jobs.stream_all',
      summary: 'Follow every change of the queue',
      description: DESCRIPTION,
    },
    async handle(exchange, caller) {
      const head = await feed.head(caller.tenant);
      const after = lastEventId(exchange, head);
      const list = await ask('jobs.list', caller, {});
      return stream(exchange, async function* (signal) {
        if (after === undefined) yield { id: head, event: 'jobs', data: list };
        for await (const change of feed.follow({ tenant: caller.tenant, after: after ?? head, signal })) {
          yield eventOf(change);
        }
      });
    },
  };

  const one: CallerRoute = {
    method: 'GET',
    path: '/index/jobs/{job_id}/events',
    describe: { name: 'jobs.stream_one', summary: 'Follow a job to its end', description: DESCRIPTION },
    async handle(exchange, caller) {
      const head = await feed.head(caller.tenant);
      const after = lastEventId(exchange, head);
      const get = async (id: string) =>
        (await ask('jobs.get', caller, { job_id: id })) as { job_id: string; completed_at: string | null };
      const job = await get(exchange.params['job_id']!);
      const { tenant } = caller;
      const of = { tenant, after: after ?? head, jobId: job.job_id };
      const missed = job.completed_at === null ? undefined : await feed.since(of);
      // 204 keeps a client that has seen the end from coming back for ever.
      if (after !== undefined && missed?.length === 0) return new Response(null, { status: 204 });
      return stream(exchange, async function* (signal) {
        if (after === undefined) yield { id: head, event: 'job', data: job };
        if (missed !== undefined) {
          yield* missed.map(eventOf);
          if (after !== undefined) yield { event: 'job', data: job };
          return;
        }
        for await (const change of feed.follow({ ...of, signal })) {
          if (!isLast(change)) {
            yield eventOf(change);
            continue;
          }
          // Asked for before the end is told: a client that has been told the end is not served again.
          const whole = await repeatWhileUnavailable(() => get(job.job_id), { signal });
          yield eventOf(change);
          yield { event: 'job', data: whole };
          return;
        }
      });
    },
  };
  return [all, one];
}

function eventOf({ seq, name, data }: JobChange): ServerSentEvent {
  return { ...(seq === undefined ? {} : { id: seq }), event: name, data };
}

/**
 * Where the client left off: the header that browsers send by themselves, or the query for those that cannot. A number
 * that was never given out (the database is a new one) stands for the newest.
 */
function lastEventId({ request, url }: Exchange, head: string): string | undefined {
  const given = request.headers.get('last-event-id') ?? url.searchParams.get('last_event_id');
  if (given === null || given === '') return undefined;
  if (/^\d{1,18}$/.test(given)) return BigInt(given) > BigInt(head) ? head : given;
  throw new AppError(
    'invalid',
    'invalid_event_id',
    'Last-Event-ID must be the id of an event of this stream; leave it out to begin with what there is',
    { errors: [{ pointer: '/last_event_id', detail: 'not a number' }] },
  );
}
