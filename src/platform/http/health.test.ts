import { describe, expect, it } from 'vitest';
import { LOOPBACK, sampleHttpApp } from '../../../test/support/http-app.ts';
import { AppError } from '../../kernel/errors.ts';
import type { HealthContributor, HealthOptions, HealthReport } from './health.ts';

function part(name: string, essential: boolean, check: () => Promise<HealthReport>): HealthContributor {
  return { name, essential, check };
}

function server(...contributors: HealthContributor[]) {
  return serverWith({ contributors });
}

function serverWith(options: Pick<HealthOptions, 'contributors' | 'figures'>) {
  const health = { ...options, version: '1.2.3', instance: 'i-1' };
  const app = sampleHttpApp({
    health,
    auth: async ({ local }) => {
      if (!local) throw new AppError('unauthenticated', 'key_required', 'Send a key');
      return { tenant: 1, actor: { kind: 'user', id: 'local', scopes: ['*'] } };
    },
  });
  return async (path: string, bind: 'loopback' | 'public' = 'loopback') => {
    const response = await app.request(path, {}, { ...LOOPBACK, bind });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
}

const ok = async (): Promise<HealthReport> => ({ status: 'ok', connections: 3 });

describe('health', () => {
  it('is live whatever else is down, and says which server it is', async () => {
    const ask = server(part('database', true, () => Promise.reject(new Error('gone'))));
    expect(await ask('/health/live')).toEqual({
      status: 200,
      body: { status: 'ok', version: '1.2.3', instance: 'i-1' },
    });
  });

  it('is ready once every essential part is up', async () => {
    let up = false;
    const ask = server(
      part('database', true, async () => ({ status: up ? 'ok' : 'down' })),
      part('worker', false, async () => ({ status: 'down' })),
    );
    expect(await ask('/health/ready')).toMatchObject({
      status: 503,
      body: { code: 'not_ready', waiting_for: ['database'] },
    });
    up = true;
    expect((await ask('/health/ready')).status).toBe(200);
  });

  it('gives details, with the worst of the parts as its own state', async () => {
    const ask = server(
      part('database', true, ok),
      part('worker', false, async () => ({ status: 'degraded' })),
    );
    expect(await ask('/health')).toMatchObject({
      status: 200,
      body: { status: 'degraded', checks: { database: { status: 'ok', connections: 3 } } },
    });
  });

  it('shows nothing of why a check failed, and does not wait for one that hangs', async () => {
    const ask = server(
      part('database', true, () => Promise.reject(new Error('password=hunter2'))),
      part('worker', false, () => new Promise(() => undefined)),
    );
    const { status, body } = await ask('/health');
    expect(status).toBe(503);
    expect(body['checks']).toMatchObject({ database: { status: 'down' }, worker: { status: 'down' } });
    expect(JSON.stringify(body)).not.toContain('hunter2');
  });

  it('tells the caller figures of theirs, and answers without them when they cannot be had', async () => {
    const figures = async ({ tenant }: { tenant: number }) => ({ queued_jobs_count: 3, tenant });
    expect((await serverWith({ contributors: [], figures })('/health')).body).toMatchObject({
      status: 'ok',
      queued_jobs_count: 3,
      tenant: 1,
    });
    for (const broken of [
      () => Promise.reject(new Error('gone')),
      () => new Promise<object>(() => undefined),
    ]) {
      const { status, body } = await serverWith({ contributors: [], figures: broken })('/health');
      expect({ status, body }).toEqual({
        status: 200,
        body: { status: 'ok', version: '1.2.3', instance: 'i-1', checks: {} },
      });
    }
  });

  it('tells strangers on a public address whether it lives and is ready, and no more', async () => {
    const ask = server(part('database', true, ok));
    expect((await ask('/health/live', 'public')).status).toBe(200);
    expect((await ask('/health/ready', 'public')).status).toBe(200);
    expect((await ask('/health', 'public')).status).toBe(401);
  });
});
