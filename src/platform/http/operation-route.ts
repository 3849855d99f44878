import { AppError } from '../../kernel/errors.ts';
import type { AnyOperation, HttpBinding } from '../../kernel/operation.ts';
import type { RunOperation } from '../run-operation.ts';
import { jsonResponse } from './exchange.ts';
import type { CallerRoute } from './exchange.ts';
import { inputSchemaOf } from './json-schema.ts';
import { mergeInput } from './merge-input.ts';
import { readJsonObject } from './read-body.ts';

/** The draft's quoted string or the bare value most clients send. */
function idempotencyKeyOf(request: Request): string | undefined {
  const header = request.headers.get('idempotency-key');
  if (header === null) return undefined;
  const quoted = /^"(.*)"$/.exec(header);
  return quoted === null ? header : quoted[1];
}

/** Input that breaks its schema as 422; whatever else was thrown as it is. */
function asUnprocessable(thrown: unknown): unknown {
  if (!(thrown instanceof AppError) || thrown.code !== 'invalid_input') return thrown;
  const { code, message, errors, extra } = thrown;
  return new AppError('unprocessable', code, message, { errors, extra, cause: thrown });
}

/** Every route that an operation has: its path, and those that stand for it. */
export function bindingsOf({ http }: AnyOperation): HttpBinding[] {
  if (http === undefined) return [];
  const at = (path: string): HttpBinding => ({ ...http, path });
  return [http, ...(http.aliases ?? []).map(at)];
}

/** The route of an operation: input out of path, query and body; the output as JSON. */
export function operationRoute(
  operation: AnyOperation,
  binding: HttpBinding,
  run: RunOperation,
  bodyLimit: number,
): CallerRoute {
  return {
    method: binding.method,
    path: binding.path,
    async handle({ request, url, params, connection }, caller) {
      const body = binding.method === 'GET' ? {} : await readJsonObject(request, bodyLimit);
      const input = mergeInput({ params, query: url.searchParams, body }, inputSchemaOf(operation));
      const key = operation.effect === 'read' ? undefined : idempotencyKeyOf(request);
      const as = { ...caller, ...(key === undefined ? {} : { idempotencyKey: key }) };
      // Who waits would keep the server from closing; they can ask the next one.
      if (operation.wait !== undefined) as.signal = AbortSignal.any([caller.signal, connection.closing]);
      const answer = await run(operation, as, input).catch((thrown: unknown) => {
        throw binding.invalidStatus === undefined ? thrown : asUnprocessable(thrown);
      });
      return jsonResponse(answer, binding.status);
    },
  };
}
