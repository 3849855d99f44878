import { AppError } from '../../kernel/errors.ts';
import type { Authenticate, Identity } from '../auth/authenticate.ts';
import type { Connection } from './exchange.ts';

/** What proxies add. A request that came through one may come from anywhere, whatever socket it arrived at. */
const FORWARDING = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

function keyOf(headers: Headers): string | undefined {
  const authorization = headers.get('authorization');
  if (authorization === null) return headers.get('x-api-key') ?? undefined;
  const bearer = /^Bearer +(\S+)$/i.exec(authorization);
  if (bearer !== null) return bearer[1];
  throw new AppError(
    'unauthenticated',
    'unsupported_authorization',
    'Authorization must read: Bearer <API key>',
  );
}

/** Who sent a request: the owner of its key, or the local user where that is safe to assume. */
export function identify(
  request: Request,
  connection: Connection,
  authenticate: Authenticate,
): Promise<Identity> {
  const { headers } = request;
  const local = connection.bind === 'loopback' && !FORWARDING.some((name) => headers.has(name));
  return authenticate({ key: keyOf(headers), local });
}
