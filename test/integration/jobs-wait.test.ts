import { Client, StreamableHTTPClientTransport, type ClientOptions } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../src/contexts/jobs/index.ts';
import { createMcpServerFactory } from '../../src/platform/mcp/create-server-factory.ts';
import { serveMcpHttp } from '../../src/platform/mcp/serve-http.ts';
import { listen, type Listener } from '../../src/platform/http/listen.ts';
import { sampleHttpApp } from '../support/http-app.ts';
import { jobsBench, type JobsBench } from '../support/jobs.ts';

let bench: JobsBench;
let server: Listener;
let close: () => Promise<void>;

beforeAll(async () => {
  bench = await jobsBench();
  const { operations, runOperation: run } = bench;
  const factory = createMcpServerFactory({ operations, run, info: { name: 'test', version: '1' } });
  const mcp = serveMcpHttp(factory, () => undefined);
  server = await listen(sampleHttpApp({ operations, run, routes: [mcp.route] }), { port: 0, graceMs: 2000 });
  close = () => mcp.close();
  await bench.worker({ concurrency: 2 }).start();
});
afterAll(async () => {
  await close();
  await server.close();
  await bench.close();
});

const enqueue = (kind: string, input: Record<string, unknown> = {}) => bench.enqueue({ kind, input });
const wait = (input: object) => bench.run('jobs.wait', input) as Promise<Job>;

describe('waiting for a job', () => {
  it('answers when the job has ended, however it did', async () => {
    const good = await enqueue('test.work', { ms: 300 });
    expect(await wait({ job_id: good })).toMatchObject({ status: 'completed', result: 'worked' });
    const bad = await enqueue('test.fail', { error: 'invalid', times: 9 });
    expect(await wait({ job_id: bad })).toMatchObject({ status: 'failed', error: { code: 'invalid_error' } });
    await expect(wait({ job_id: '00000000-0000-0000-0000-000000000000' })).rejects.toMatchObject({
      code: 'job_not_found',
    });
  });

  it('answers the job as it is when the time is over', async () => {
    const jobId = await enqueue('test.work', { ms: 30_000 });
    expect(await wait({ job_id: jobId, timeout_seconds: 1 })).toMatchObject({ completed_at: null });
    await bench.run('jobs.cancel', { job_id: jobId, force: true });
    expect(await wait({ job_id: jobId })).toMatchObject({ status: 'cancelled' });
  });

  it('holds no connection of the database while it waits', async () => {
    const jobId = await enqueue('test.work', { ms: 1500 });
    const waits = Array.from({ length: 60 }, () => wait({ job_id: jobId }));
    expect(await bench.get(jobId)).toMatchObject({ completed_at: null });
    for (const job of await Promise.all(waits)) expect(job.status).toBe('completed');
  });

  it('is answered over HTTP', async () => {
    const jobId = await enqueue('test.work', { ms: 300 });
    const response = await fetch(`${server.url}/index/jobs/${jobId}/wait?timeout_seconds=20`);
    expect(await response.json()).toMatchObject({ status: 'completed' });
  });
});

describe.each<[string, ClientOptions]>([
  ['2025-11-25', {}],
  ['2026-07-28', { versionNegotiation: { mode: { pin: '2026-07-28' } } }],
])('wait_for_job over MCP %s', (_version, options) => {
  it('tells progress to a client that asks for it', async () => {
    const client = new Client({ name: 'test', version: '1' }, options);
    await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', server.url)));
    const jobId = await enqueue('test.work', { ms: 1800 });
    const told: { progress: number; message?: string | undefined }[] = [];
    const result = await client.callTool(
      { name: 'wait_for_job', arguments: { job_id: jobId } },
      { onprogress: (progress) => void told.push(progress) },
    );
    expect(result.structuredContent).toMatchObject({ job_id: jobId, status: 'completed' });
    expect(told.some(({ message }) => message?.startsWith('work, '))).toBe(true);
    const numbers = told.map(({ progress }) => progress);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    const quiet = await enqueue('test.echo');
    const answer = await client.callTool({ name: 'wait_for_job', arguments: { job_id: quiet } });
    expect(answer.structuredContent).toMatchObject({ status: 'completed' });
    await client.close();
  });
});
