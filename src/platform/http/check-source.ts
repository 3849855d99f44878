import { isIPv4 } from 'node:net';
import { AppError } from '../../kernel/errors.ts';

/** Whether an address (no port, no brackets) is this machine's own. */
export function isLoopbackAddress(address: string): boolean {
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address;
  return plain === '::1' || (isIPv4(plain) && plain.startsWith('127.'));
}

/** `[::1]:7717` → `::1`, `localhost:80` → `localhost`; lower case. */
function hostnameOf(host: string): string {
  const name = host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.replace(/:\d*$/, '');
  return name.toLowerCase();
}

export interface SourceRules {
  /** Names this server is reached by, besides the loopback ones. */
  allowedHosts: readonly string[];
  /** Web origins that may call, besides the server's own: `https://app.example.com`. */
  allowedOrigins: readonly string[];
}

/**
 * Refuses a Host that is not this server's name. A page of an attacker's site can point its own domain at 127.0.0.1
 * (DNS rebinding) and then talks to us as if we were that site; its Host gives it away. On a public address
 * every request carries a key, so there any name will do unless names are configured.
 * @throws AppError `host_not_allowed`
 */
export function checkHost(hosts: readonly string[], bind: 'loopback' | 'public', rules: SourceRules): void {
  if (bind === 'public' && rules.allowedHosts.length === 0) return;
  for (const host of hosts) {
    const name = hostnameOf(host);
    const local = bind === 'loopback' && (name === 'localhost' || isLoopbackAddress(name));
    if (local || rules.allowedHosts.some((allowed) => allowed.toLowerCase() === name)) continue;
    throw new AppError(
      'forbidden',
      'host_not_allowed',
      'This server is not reached by the host name of the request; use localhost, or allow the name in the settings',
    );
  }
}

/**
 * Refuses what a browser sends from another site's page.
 * @returns the origin when it is one of the configured ones, which are answered with CORS headers
 * @throws AppError `origin_not_allowed`
 */
export function checkOrigin(origin: string | null, url: URL, rules: SourceRules): string | undefined {
  if (origin === null || origin === url.origin) return undefined;
  if (rules.allowedOrigins.includes(origin)) return origin;
  throw new AppError(
    'forbidden',
    'origin_not_allowed',
    'Pages of other origins may not call this server; allow the origin in the settings if this one should',
  );
}
