import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRunning, keelson, startKeelson, temporaryFolder, type Running } from '../support/keelson.ts';
import { writeSampleRepository } from '../support/sample-repository.ts';

const scratch = temporaryFolder('up');
const home = path.join(scratch.path, 'home');
const repository = path.join(scratch.path, 'repository');

async function json(...args: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await keelson(home, [...args, '--json']);
  expect(code, `${stdout}${stderr}`).toBe(0);
  return JSON.parse(stdout) as Record<string, unknown>;
}

beforeAll(() => {
  writeSampleRepository(repository);
});
afterAll(() => {
  scratch.remove();
});

describe('keelson up --once', () => {
  it('indexes a folder and prints one JSON document', async () => {
    const summary = await json('up', repository, '--once');
    expect(summary).toMatchObject({
      repository,
      files: 5,
      languages: { c: 3, typescript: 1, python: 1 },
      manifest_id: expect.stringMatching(/^[0-9a-f]{16,64}$/),
      seconds: { scan: expect.any(Number), load: expect.any(Number), total: expect.any(Number) },
    });
    expect(summary['symbols']).toBeGreaterThan(8);
    expect(summary['calls']).toBeGreaterThan(5);
    expect(summary['entrypoints']).toBeGreaterThanOrEqual(2);
  });

  it('answers afterwards, from a command that brings the database itself', async () => {
    const callers = await json('query', 'callers', 'vfs_read');
    expect(callers).toMatchObject({ symbol: 'vfs_read' });
    expect(callers['callers']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          name: 'read_mem',
          file: 'drivers/char/mem.c',
          call_site: { file: 'drivers/char/mem.c', line: 3 },
        }),
        expect.objectContaining({ name: 'sys_read', call_site: { file: 'fs/read_write.c', line: 19 } }),
      ]),
    );
    const symbol = await json('query', 'symbol', 'vfs_read');
    expect(symbol).toMatchObject({
      total: 1,
      matches: [
        { name: 'vfs_read', kind: 'function', file: 'fs/read_write.c', line: 9, end_line: 14, language: 'c' },
      ],
    });
    const callees = await json('query', 'callees', 'fetchAll');
    expect(JSON.stringify(callees)).toContain('request');
    const none = path.join(scratch.path, 'none.diff');
    writeFileSync(none, '');
    expect(await keelson(home, ['query', 'impact', '--diff', none])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('[empty_diff]') as string,
    });
    const search = await json('query', 'search', 'render');
    expect(search).toMatchObject({ hits: [{ name: 'render', file: 'tools/report.py', line: 6 }] });
  });

  it('says what is wrong with a path', async () => {
    const missing = await keelson(home, ['up', path.join(scratch.path, 'nowhere'), '--once', '--json']);
    expect(missing.code).toBe(2);
    expect(JSON.parse(missing.stdout)).toMatchObject({ code: 'folder_not_found', status: 400 });
    const file = await keelson(home, ['up', path.join(repository, 'README.md'), '--once']);
    expect(file).toMatchObject({ code: 2, stdout: '' });
    expect(file.stderr).toContain('[not_a_folder]');
  });
});

describe('keelson up', () => {
  let up: Running;
  let url: string;

  beforeAll(async () => {
    up = startKeelson(home, ['up', repository, '--port', '0']);
    url = (await up.until(/HTTP\s+(http:\S+)/))[1]!;
  });
  afterAll(async () => {
    await up.end('SIGKILL');
  });

  it('prints what it found, questions to ask and how to connect', () => {
    expect(up.output()).toMatch(/5 files/);
    expect(up.output()).toMatch(/keelson query callers \w+/);
    expect(up.output()).toContain(`${url}/mcp`);
  });

  it('answers over HTTP, and commands find it', async () => {
    const ready = await fetch(`${url}/health/ready`);
    expect(ready.status).toBe(200);
    const openapi = (await (await fetch(`${url}/openapi.json`)).json()) as { openapi: string };
    expect(openapi.openapi).toMatch(/^3\.1/);
    const status = await json('status');
    expect(status).toMatchObject({ server: { url }, repositories: [{ path: repository, files: 5 }] });
    expect(await json('query', 'symbol', 'Client')).toMatchObject({
      matches: [{ kind: 'class', language: 'typescript' }],
    });
  });

  it('takes another folder from a second `up` on the same home', async () => {
    const second = await keelson(home, ['up', repository, '--once', '--json']);
    expect(second.code, second.stderr).toBe(0);
    expect(JSON.parse(second.stdout)).toMatchObject({ files: 5 });
    expect(second.stderr).toContain(url);
  });

  it('refuses a second server on the same home', async () => {
    const serve = await keelson(home, ['serve', '--json']);
    expect(serve.code).toBe(1);
    expect(JSON.parse(serve.stdout)).toMatchObject({ code: 'already_running', url });
  });

  it('ends on Ctrl-C and leaves nothing running', async () => {
    const postmaster = Number(
      readFileSync(path.join(home, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0],
    );
    const end = await up.end('SIGINT');
    expect(end).toEqual({ code: 0, signal: null });
    expect(isRunning(postmaster)).toBe(false);
  });
});
