import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { AnyOperation } from '../../kernel/operation.ts';
import { buildOpenapi } from './build-openapi.ts';
import type { CallerRoute, OpenRoute } from './exchange.ts';

/** `sha256-…` of the text between a page's only `<name>` and `</name>`, for its Content-Security-Policy. */
function hashOf(page: string, name: 'script' | 'style'): string {
  const text = page.slice(page.indexOf(`<${name}>`) + name.length + 2, page.indexOf(`</${name}>`));
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}

/** `/openapi.json`, and `/docs`: a page without anything from elsewhere that shows it. */
export function describeRoutes(
  operations: readonly AnyOperation[],
  version: string,
  streams: readonly CallerRoute[],
): OpenRoute[] {
  const document = once(() => JSON.stringify(buildOpenapi(operations, version, streams)));
  const page = once(() => {
    const html = readFileSync(new URL('docs-page.html', import.meta.url), 'utf8');
    const policy = `default-src 'none'; connect-src 'self'; script-src ${hashOf(html, 'script')}; style-src ${hashOf(html, 'style')}; base-uri 'none'; frame-ancestors 'none'`;
    return { html, policy };
  });
  return [
    {
      method: 'GET',
      path: '/openapi.json',
      open: true,
      handle: async () => new Response(document(), { headers: { 'Content-Type': 'application/json' } }),
    },
    {
      method: 'GET',
      path: '/docs',
      open: true,
      async handle() {
        const { html, policy } = page();
        return new Response(html, {
          headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy },
        });
      },
    },
  ];
}
