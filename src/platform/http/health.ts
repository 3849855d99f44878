import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import { jsonResponse } from './exchange.ts';
import type { CallerRoute, Exchange, OpenRoute } from './exchange.ts';
import { problemResponse } from './problem-response.ts';

/** How one part of the server is. `detail` says what is wrong; figures go beside it. */
export interface HealthReport {
  status: 'ok' | 'degraded' | 'down';
  detail?: string;
  [figure: string]: unknown;
}

/** A part of the server that can be asked how it is. */
export interface HealthContributor {
  /** snake_case, e.g. `database`. */
  name: string;
  /** The server is not ready while this one is down. */
  essential: boolean;
  /** `caller` is known where details are asked for: what is told then is for their tenant alone. */
  check(caller?: Caller): Promise<HealthReport>;
}

export interface HealthOptions {
  contributors: readonly HealthContributor[];
  /** What `/health` tells its caller besides, at the top of the answer. It is left out when it cannot be had. */
  figures?: (caller: Caller) => Promise<object>;
  version: string;
  /** Names this running server, so that a client can tell it from another on the same port. */
  instance: string;
}

/** A part that does not answer by then is down. */
const CHECK_MS = 2_000;

async function ask(contributor: HealthContributor, caller: Caller | undefined): Promise<HealthReport> {
  const stop = new AbortController();
  const late = sleep(CHECK_MS, undefined, { signal: stop.signal }).then(
    (): HealthReport => ({ status: 'down', detail: `No answer within ${CHECK_MS} ms` }),
    (): HealthReport => ({ status: 'down' }),
  );
  // What failed is for the log of the part that failed; its error may quote addresses and names of users.
  const asked = contributor.check(caller).catch((): HealthReport => ({
    status: 'down',
    detail: 'The check itself failed; the log has the cause',
  }));
  const report = await Promise.race([asked, late]);
  stop.abort();
  return report;
}

async function askAll(
  contributors: readonly HealthContributor[],
  caller?: Caller,
): Promise<Record<string, HealthReport>> {
  const reports = await Promise.all(contributors.map((contributor) => ask(contributor, caller)));
  return Object.fromEntries(contributors.map(({ name }, index) => [name, reports[index]!]));
}

/** No figures are no reason for no answer. */
async function figuresFor({ figures }: HealthOptions, caller: Caller): Promise<object> {
  if (figures === undefined) return {};
  const stop = new AbortController();
  const late = sleep(CHECK_MS, {}, { signal: stop.signal }).catch(() => ({}));
  const found = await Promise.race([figures(caller).catch(() => ({})), late]);
  stop.abort();
  return found;
}

function worst(reports: Record<string, HealthReport>): HealthReport['status'] {
  const all = new Set(Object.values(reports).map(({ status }) => status));
  return all.has('down') ? 'down' : all.has('degraded') ? 'degraded' : 'ok';
}

/**
 * `/health/live`: the process answers. `/health/ready`: it can serve, else 503. `/health`: every part in detail, for
 * callers that are known.
 */
export function healthRoutes(options: HealthOptions): (OpenRoute | CallerRoute)[] {
  const { version, instance } = options;
  const essential = options.contributors.filter((contributor) => contributor.essential);
  return [
    {
      method: 'GET',
      path: '/health/live',
      open: true,
      handle: async () => jsonResponse({ status: 'ok', version, instance }),
    },
    {
      method: 'GET',
      path: '/health/ready',
      open: true,
      async handle({ url, traceId }: Exchange) {
        const reports = await askAll(essential);
        const waiting = Object.keys(reports).filter((name) => reports[name]!.status === 'down');
        if (waiting.length === 0) return jsonResponse({ status: 'ready', version, instance });
        const error = new AppError(
          'unavailable',
          'not_ready',
          `Not ready: waiting for ${waiting.join(', ')}`,
          {
            extra: { waiting_for: waiting },
            retryAfterSeconds: 1,
          },
        );
        return problemResponse(error, { instance: url.pathname, traceId });
      },
    },
    {
      method: 'GET',
      path: '/health',
      async handle(_exchange: Exchange, caller: Caller) {
        const [checks, figures] = await Promise.all([
          askAll(options.contributors, caller),
          figuresFor(options, caller),
        ]);
        const status = worst(checks);
        return jsonResponse({ status, version, instance, ...figures, checks }, status === 'down' ? 503 : 200);
      },
    },
  ];
}
