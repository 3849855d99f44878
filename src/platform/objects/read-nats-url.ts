import { AppError } from '../../kernel/errors.ts';

/** Where the servers are, and who asks. */
export interface NatsTarget {
  /** `host:port`. */
  servers: string[];
  login: { user?: string; pass?: string; token?: string; tls?: object };
}

/**
 * Reads `nats://[user:password@|token@]host[:port]` or `tls://…`, several with commas between; the login is that of
 * the first. Errors never repeat the text, which may hold a password.
 * @throws AppError `invalid_setting`
 */
export function readNatsUrl(text: string): NatsTarget {
  const urls = text.split(',').map((part) => parse(part.trim()));
  const { username, password, protocol } = urls[0]!;
  const user = decodeURIComponent(username);
  const pass = decodeURIComponent(password);
  const login = user === '' ? {} : pass === '' ? { token: user } : { user, pass };
  return {
    servers: urls.map(({ hostname, port }) => `${hostname}:${port === '' ? '4222' : port}`),
    login: protocol === 'tls:' ? { ...login, tls: {} } : login,
  };
}

function parse(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const known = url?.protocol === 'nats:' || url?.protocol === 'tls:';
  if (url && known && url.hostname !== '') return url;
  throw new AppError(
    'invalid',
    'invalid_setting',
    'Setting "nats_url": it must read nats://[user:password@]host[:port], or tls:// for an encrypted connection',
  );
}
