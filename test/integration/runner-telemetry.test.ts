import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** Runs a module's text in a process of its own and reads the JSON it prints. */
async function inChild(script: string, env: Record<string, string> = {}): Promise<unknown> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  return JSON.parse(stdout);
}

const TRACED = `
  import { startTelemetry } from './dist/platform/telemetry/start-telemetry.js';
  import { createTrace } from './dist/platform/telemetry/trace.js';
  const stop = await startTelemetry(process.env, '1.2.3');
  const trace = createTrace(() => 'f'.repeat(32));
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const seen = await trace.incoming({ name: 'GET /x', attributes: {}, traceparent }, (traceId) =>
    trace.span('sample.make_thing', { 'keelson.tenant': 1 }, async () => ({ traceId, traceparent: trace.traceparent() })));
  await trace.span('sample.fails', {}, () => Promise.reject(new Error('as meant'))).catch(() => undefined);
  await stop();
  console.log(JSON.stringify(seen));
`;

describe('telemetry', () => {
  it('without an endpoint loads no SDK, and passes the trace id on', async () => {
    const blocker = `
      import { register } from 'node:module';
      register('data:text/javascript,' + encodeURIComponent(
        'export async function resolve(name, context, next) {' +
        ' if (/^@opentelemetry\\\\/(?!api$)/.test(name)) throw new Error("loaded " + name); return next(name, context); }'));
      await import('./dist/platform/run-operation.js');
      await import('./dist/platform/http/create-http-app.js');
      await import('./dist/platform/telemetry/start-telemetry.js');
      await import('data:text/javascript,' + encodeURIComponent(\`${TRACED.replaceAll('./dist', `file://${ROOT}dist`)}\`));
    `;
    expect(await inChild(blocker)).toEqual({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736' });
  });

  it('with an endpoint sends spans there, as part of the trace of the caller', async () => {
    const bodies: string[] = [];
    const collector = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (part: string) => {
        body += part;
      });
      request.on('end', () => {
        bodies.push(`${request.url} ${body}`);
        response.setHeader('Content-Type', 'application/json').end('{}');
      });
    });
    await new Promise<void>((resolve) => {
      collector.listen(0, '127.0.0.1', resolve);
    });
    const { port } = collector.address() as AddressInfo;
    const seen = (await inChild(TRACED, { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` })) as {
      traceId: string;
      traceparent: string;
    };
    collector.close();
    expect(seen.traceId).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
    expect(seen.traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
    const sent = bodies.join('\n');
    expect(sent).toMatch(/^\/v1\/traces /);
    for (const text of ['GET /x', 'sample.make_thing', 'sample.fails', 'keelson', '1.2.3']) {
      expect(sent).toContain(text);
    }
  });
});
