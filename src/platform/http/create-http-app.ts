import { Hono } from 'hono';
import type { Caller } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import type { AnyOperation } from '../../kernel/operation.ts';
import type { Authenticate } from '../auth/authenticate.ts';
import type { Log } from '../log/create-log.ts';
import type { RunOperation } from '../run-operation.ts';
import type { Trace } from '../telemetry/trace.ts';
import { checkHost, checkOrigin } from './check-source.ts';
import type { SourceRules } from './check-source.ts';
import { addCorsHeaders } from './cors.ts';
import { describeRoutes } from './describe-routes.ts';
import { addSecurityHeaders } from './exchange.ts';
import type { CallerRoute, Connection, Exchange, HttpRoute } from './exchange.ts';
import { healthRoutes } from './health.ts';
import type { HealthOptions } from './health.ts';
import { identify } from './identify.ts';
import { bindingsOf, operationRoute } from './operation-route.ts';
import { problemResponse } from './problem-response.ts';
import { boundBody } from './read-body.ts';
import { createRouteTable } from './route-table.ts';
import type { Match } from './route-table.ts';

export interface HttpConfig extends SourceRules {
  /** Largest body taken, in bytes; 1 MB when not given. */
  bodyLimit?: number;
}

export interface HttpDoorOptions {
  operations: readonly AnyOperation[];
  run: RunOperation;
  auth: Authenticate;
  config: HttpConfig;
  health: HealthOptions;
  log: Log;
  trace: Trace;
  newId: () => string;
  /** Routes that are no operations: `/mcp`, event streams. They stand behind the same checks. */
  routes?: readonly CallerRoute[];
}

/** What `fetch` and `request` of the app take besides the request; without it nobody counts as local. */
export interface HttpEnv {
  Bindings: Partial<Connection>;
}

const BODY_LIMIT = 1_000_000;
const MAX_URL = 8_192;
const REQUEST_ID = /^[A-Za-z0-9._:/+=-]{1,128}$/;
const NEVER = new AbortController().signal;

/** The client's request id, if it is fit for headers, logs and the audit. */
function requestIdOf(request: Request, newId: () => string): string {
  const given = request.headers.get('x-request-id');
  return given !== null && REQUEST_ID.test(given) ? given : newId();
}

function notFound(path: string): AppError {
  return new AppError('not_found', 'route_not_found', `Nothing is at ${path}; /docs lists what there is`);
}

function methodNotAllowed(method: string, path: string, allow: readonly string[]): AppError {
  return new AppError(
    'invalid',
    'method_not_allowed',
    `${path} does not take ${method}; it takes ${allow.join(', ')}`,
    { extra: { allow } },
  );
}

function withBoundBody(route: CallerRoute, limit: number): CallerRoute {
  return {
    ...route,
    handle: async (exchange, caller) =>
      route.handle({ ...exchange, request: await boundBody(exchange.request, limit) }, caller),
  };
}

/**
 * The HTTP door: every operation with an `http` binding as a route, health, the API's description, and whatever is
 * mounted. Holds no rule of its own; every failure leaves as a problem document.
 */
export function createHttpApp(options: HttpDoorOptions): Hono<HttpEnv> {
  const { operations, run, auth, config, log, trace, newId } = options;
  const { bodyLimit = BODY_LIMIT } = config;
  const operationRoutes = operations.flatMap((operation) =>
    bindingsOf(operation).map((binding) => operationRoute(operation, binding, run, bodyLimit)),
  );
  const match = createRouteTable<HttpRoute>([
    ...operationRoutes,
    ...healthRoutes(options.health),
    ...describeRoutes(operations, options.health.version, options.routes ?? []),
    ...(options.routes ?? []).map((route) => withBoundBody(route, bodyLimit)),
  ]);

  async function callerOf({ request, connection, requestId }: Exchange): Promise<Caller> {
    const identity = await identify(request, connection, auth);
    return { ...identity, requestId, door: 'http', signal: request.signal };
  }

  async function answer(found: Match<HttpRoute>, exchange: Exchange): Promise<Response> {
    const { request, url } = exchange;
    if (url.href.length > MAX_URL) {
      throw new AppError(
        'invalid',
        'uri_too_long',
        `The URL is longer than ${MAX_URL} characters; use a body`,
      );
    }
    if (found.found === 'nothing') throw notFound(url.pathname);
    if (found.found === 'route' && request.method !== 'OPTIONS') {
      const { route } = found;
      return 'open' in route ? route.handle(exchange) : route.handle(exchange, await callerOf(exchange));
    }
    const allow = found.found === 'path' ? found.allow : [];
    if (request.method === 'OPTIONS')
      return new Response(null, { status: 204, headers: { Allow: allow.join(', ') } });
    const error = methodNotAllowed(request.method, url.pathname, allow);
    const response = problemResponse(error, { instance: url.pathname, traceId: exchange.traceId });
    response.headers.set('Allow', allow.join(', '));
    return response;
  }

  /** Checks where the request comes from, answers it, and turns whatever goes wrong into a problem. */
  async function respond(found: Match<HttpRoute>, exchange: Exchange): Promise<Response> {
    const { request, url, connection } = exchange;
    let origin: string | undefined;
    let response: Response;
    try {
      checkHost([url.host, request.headers.get('host') ?? url.host], connection.bind, config);
      origin = checkOrigin(request.headers.get('origin'), url, config);
      response = await answer(found, exchange);
    } catch (thrown) {
      if (!(thrown instanceof AppError)) log.error({ err: thrown }, 'The HTTP door failed');
      response = problemResponse(thrown, { instance: url.pathname, traceId: exchange.traceId });
    }
    addSecurityHeaders(response.headers);
    response.headers.set('X-Request-Id', exchange.requestId);
    if (origin !== undefined) addCorsHeaders(response.headers, origin, request);
    return response;
  }

  function serve(request: Request, env: Partial<Connection>): Promise<Response> {
    const started = performance.now();
    const url = new URL(request.url);
    const requestId = requestIdOf(request, newId);
    const found = match(request.method, url.pathname);
    const route = found.found === 'route' ? found.route.path : 'unmatched';
    const method = request.method.slice(0, 16);
    const incoming = {
      name: `${method} ${route}`,
      attributes: { 'http.request.method': method, 'http.route': route },
      traceparent: request.headers.get('traceparent') ?? undefined,
    };
    return trace.incoming(incoming, async (traceId, annotate) => {
      const response = await respond(found, {
        request,
        url,
        connection: { bind: env.bind ?? 'public', closing: env.closing ?? NEVER },
        requestId,
        traceId,
        params: found.found === 'route' ? found.params : {},
      });
      const { status } = response;
      annotate({ 'http.response.status_code': status });
      // The route and not the path: paths hold names and ids of whatever people work on.
      const line = { method, route, status, ms: Math.round(performance.now() - started), requestId, traceId };
      if (status >= 500) log.warn(line, 'Request failed');
      else log.info(line, 'Request');
      return response;
    });
  }

  const app = new Hono<HttpEnv>();
  app.all('*', (context) => serve(context.req.raw, context.env));
  return app;
}
