import type { AnyOperation, HttpBinding } from '../../kernel/operation.ts';
import type { CallerRoute } from './exchange.ts';
import { hoistDefinitions } from './hoist-definitions.ts';
import { inputSchemaOf, toJsonSchema } from './json-schema.ts';
import type { JsonSchema } from './json-schema.ts';
import { PROBLEM_TYPE } from './problem.ts';
import { bindingsOf } from './operation-route.ts';
import { parameterNames } from './route-table.ts';

type Components = Record<string, JsonSchema>;
type BoundOperation = AnyOperation & { http: HttpBinding };

const PROBLEM: JsonSchema = {
  type: 'object',
  description: 'What went wrong (RFC 9457). Switch on `code`.',
  required: ['type', 'title', 'status', 'detail', 'code', 'error', 'message'],
  properties: {
    type: { type: 'string', description: 'urn:keelson:problem:<code>' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string' },
    error: { type: 'string', description: 'The same as code' },
    message: { type: 'string', description: 'The same as detail' },
    traceId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: { pointer: { type: 'string' }, detail: { type: 'string' } },
      },
    },
  },
};

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'Repeating a request with its key gives the first answer again, for 24 hours',
  schema: { type: 'string', maxLength: 255 },
};

function parameter(name: string, place: 'path' | 'query', schema: JsonSchema): object {
  const { description, ...rest } = schema.properties?.[name] ?? { type: 'string' };
  return {
    name,
    in: place,
    required: place === 'path' || (schema.required ?? []).includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  };
}

/** The part of an input that is neither in the path nor in the query. */
function bodySchema(schema: JsonSchema, inPath: readonly string[]): JsonSchema {
  if (schema.properties === undefined || inPath.length === 0) return schema;
  const kept = Object.entries(schema.properties).filter(([name]) => !inPath.includes(name));
  const required = (schema.required ?? []).filter((name) => !inPath.includes(name));
  const { required: _, ...rest } = schema;
  return { ...rest, properties: Object.fromEntries(kept), ...(required.length > 0 ? { required } : {}) };
}

function describeInput(operation: BoundOperation, components: Components): object {
  const { method, path } = operation.http;
  const schema = hoistDefinitions(inputSchemaOf(operation), `${operation.name}.input`, components);
  const inPath = parameterNames(path);
  const hasBody = method === 'POST' || method === 'PUT' || method === 'PATCH';
  const inQuery = hasBody
    ? []
    : Object.keys(schema.properties ?? {}).filter((name) => !inPath.includes(name));
  const parameters = [
    ...inPath.map((name) => parameter(name, 'path', schema)),
    ...inQuery.map((name) => parameter(name, 'query', schema)),
    ...(operation.effect === 'read' ? [] : [IDEMPOTENCY_KEY]),
  ];
  const body = bodySchema(schema, inPath);
  const empty = body.properties !== undefined && Object.keys(body.properties).length === 0;
  return {
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(hasBody && !empty
      ? {
          requestBody: {
            required: (body.required ?? []).length > 0,
            content: { 'application/json': { schema: body } },
          },
        }
      : {}),
  };
}

function describeAnswer(operation: BoundOperation, components: Components): object {
  const status = operation.http.status ?? 200;
  const schema = hoistDefinitions(
    toJsonSchema(operation.output, 'output'),
    `${operation.name}.output`,
    components,
  );
  const codes = operation.errors ?? [];
  return {
    [status]: { description: 'Done', content: { 'application/json': { schema } } },
    default: {
      description: codes.length === 0 ? 'Failed' : `Failed; among the codes: ${codes.join(', ')}`,
      content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  };
}

/** A path that stands for another needs an id of its own: ids are unique. */
function operationId({ name, http }: BoundOperation, isAlias: boolean): string {
  return isAlias ? `${name}${http.path.replaceAll(/\W+/g, '_')}` : name;
}

function describeOperation(operation: BoundOperation, isAlias: boolean, components: Components): object {
  return {
    operationId: operationId(operation, isAlias),
    summary: operation.summary,
    ...(operation.description === undefined ? {} : { description: operation.description }),
    tags: [operation.name.split('.')[0]],
    'x-keelson-scope': operation.access,
    'x-keelson-effect': operation.effect,
    ...describeInput(operation, components),
    responses: describeAnswer(operation, components),
  };
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A stream of events: what it sends is told in words, since OpenAPI 3.1 has no schema for one. */
function describeStream(path: string, about: NonNullable<CallerRoute['describe']>): object {
  return {
    operationId: about.name,
    summary: about.summary,
    description: about.description,
    tags: [about.name.split('.')[0]],
    parameters: [
      ...parameterNames(path).map((name) => parameter(name, 'path', {})),
      {
        name: 'Last-Event-ID',
        in: 'header',
        required: false,
        description: 'Id of the last event that was read; what followed it comes first',
        schema: { type: 'string' },
      },
    ],
    responses: {
      200: { description: 'Events', content: { 'text/event-stream': { schema: { type: 'string' } } } },
      default: {
        description: 'Failed',
        content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

/**
 * OpenAPI 3.1 of every operation with an `http` binding, in the order of paths, and of the streams: the same
 * catalogue, the same bytes.
 */
export function buildOpenapi(
  operations: readonly AnyOperation[],
  version: string,
  streams: readonly CallerRoute[] = [],
): object {
  const components: Components = { Problem: PROBLEM };
  const paths: Record<string, Record<string, object>> = {};
  const bound = operations.flatMap((operation) =>
    bindingsOf(operation).map((http, place) => ({ of: { ...operation, http }, isAlias: place > 0 })),
  );
  for (const { of, isAlias } of bound.sort((a, b) =>
    byText(`${a.of.http.path} ${a.of.http.method}`, `${b.of.http.path} ${b.of.http.method}`),
  )) {
    const { path, method } = of.http;
    paths[path] = { ...paths[path], [method.toLowerCase()]: describeOperation(of, isAlias, components) };
  }
  for (const { path, method, describe } of streams) {
    if (describe !== undefined)
      paths[path] = { ...paths[path], [method.toLowerCase()]: describeStream(path, describe) };
  }
  const schemas = Object.fromEntries(Object.entries(components).sort(([a], [b]) => byText(a, b)));
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: { title: 'Keelson', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    security: [{ bearer: [] }, { header: [] }, {}],
    paths,
    components: {
      schemas,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key; not needed on loopback' },
        header: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
      },
    },
  };
}
