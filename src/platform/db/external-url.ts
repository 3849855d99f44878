import { createHmac } from 'node:crypto';
import { AppError } from '../../kernel/errors.ts';
import { APP_ROLE, LOADER_ROLE, WORKER_ROLE } from './roles.ts';
import type { DatabaseLogin, DatabaseTarget } from './types.ts';

/**
 * Reads `postgres://user:password@host:port/database?sslmode=…` (a socket's folder goes into `?host=`). The user is
 * the owner. The other roles log in with a password derived from the owner's, or with that of `appUrl`, whose user
 * must be keelson_app, when an administrator has made them.
 *
 * `sslmode`: `disable` (default without one), `require` encrypts, `verify-ca` and `verify-full` also check the
 * certificate.
 */
export function parseExternalUrl(url: string, appUrl?: string): DatabaseTarget {
  const owner = parse(url, 'KEELSON_DATABASE_URL');
  const app = appUrl === undefined ? undefined : parse(appUrl, 'KEELSON_DATABASE_APP_URL');
  if (app && app.user !== APP_ROLE) {
    throw invalid('KEELSON_DATABASE_APP_URL', `its user must be ${APP_ROLE}`);
  }
  const { user, password, tls, ...place } = owner;
  const login = (role: string, from: string | undefined): DatabaseLogin => {
    const derived = app ? app.password : derivePassword(from, role);
    return derived === undefined ? { user: role } : { user: role, password: derived };
  };
  const given = password === undefined ? { user } : { user, password };
  const isLoader = user === LOADER_ROLE;
  const loader = isLoader ? given : login(LOADER_ROLE, password);
  return {
    ...place,
    roles: {
      owner: given,
      // A worker's machine does not get the password of the role that serves requests.
      app: isLoader ? loader : login(APP_ROLE, password),
      // Derived over the loader's, which is all that such a machine knows.
      worker: login(WORKER_ROLE, loader.password),
      loader,
    },
    ...(tls === undefined ? {} : { tls }),
  };
}

/** The address by which a worker logs in as the loader alone. */
export function loaderUrl(url: string): string {
  const { loader } = parseExternalUrl(url).roles;
  const changed = new URL(url);
  changed.username = LOADER_ROLE;
  changed.password = loader?.password ?? '';
  return changed.href;
}

interface ParsedUrl {
  host: string;
  port: number;
  database: string;
  user: string;
  password: string | undefined;
  tls: DatabaseTarget['tls'];
}

function parse(text: string, setting: string): ParsedUrl {
  let url: URL;
  try {
    // PostgreSQL's own programs take a URL without a host, which WHATWG's URL does not.
    url = new URL(text.replace(/^(\w+:\/\/[^/?#]*@)(?=[/?#]|$)/, '$1localhost'));
  } catch {
    throw invalid(setting, 'it is no URL');
  }
  if (!['postgres:', 'postgresql:'].includes(url.protocol))
    throw invalid(setting, 'it must begin with postgres://');
  const user = decodeURIComponent(url.username);
  if (user === '') throw invalid(setting, 'it names no user');
  return {
    host: url.searchParams.get('host') ?? (decodeURIComponent(url.hostname) || 'localhost'),
    port: Number(url.searchParams.get('port') ?? (url.port || 5432)),
    database: decodeURIComponent(url.pathname.slice(1)) || user,
    user,
    password: decodeURIComponent(url.password) || undefined,
    tls: tlsOf(url.searchParams.get('sslmode') ?? 'disable', setting),
  };
}

function tlsOf(mode: string, setting: string): DatabaseTarget['tls'] {
  if (mode === 'disable') return undefined;
  if (mode === 'require') return 'encrypt';
  if (mode === 'verify-ca' || mode === 'verify-full') return 'verify';
  throw invalid(setting, 'sslmode is one of disable, require, verify-ca, verify-full');
}

/** Nothing to store and nothing to configure: whoever knows the owner's password could set these anyway. */
function derivePassword(ownerPassword: string | undefined, role: string): string | undefined {
  if (ownerPassword === undefined) return undefined;
  return createHmac('sha256', ownerPassword).update(`keelson role ${role}`).digest('base64url');
}

function invalid(setting: string, why: string): AppError {
  // Never the value: it holds a password.
  return new AppError('invalid', 'invalid_database_url', `${setting} cannot be used: ${why}`);
}
