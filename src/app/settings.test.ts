import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { homeFolder, readSettings } from './settings.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'keelson-settings-'));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

describe('readSettings', () => {
  it('has defaults that listen on loopback only', async () => {
    const settings = await readSettings({ home }, {});
    expect(settings).toMatchObject({
      host: '127.0.0.1',
      require_key: false,
      mcp_toolsets: ['core'],
      queue_limit: 100,
      home,
    });
    expect(settings.port).toBeUndefined();
  });

  it('lets flags win over the environment, and the environment over the file', async () => {
    writeFileSync(path.join(home, 'keelson.yaml'), 'port: 1\nhost: 127.0.0.2\nqueue_limit: 5\n');
    const settings = await readSettings({ home, port: '3' }, { KEELSON_PORT: '2', KEELSON_QUEUE_LIMIT: '7' });
    expect(settings).toMatchObject({ port: 3, host: '127.0.0.2', queue_limit: 7 });
  });

  it('reads the file that KEELSON_CONFIG names', async () => {
    const file = path.join(home, 'other.yaml');
    writeFileSync(file, 'mcp_toolsets: [core, jobs]\n');
    const settings = await readSettings({ home }, { KEELSON_CONFIG: file });
    expect(settings.mcp_toolsets).toEqual(['core', 'jobs']);
  });

  it.each([
    [{ KEELSON_PROT: '1' }, /"prot" \(from the environment\).*did you mean "port"/],
    [{ KEELSON_PORT: 'abc' }, /"port" \(from the environment\)/],
    [{ KEELSON_DATABASE_URL: 'http://x' }, /"database_url"/],
    [{ KEELSON_CONFIG: '/no/such/file.yaml' }, /\/no\/such\/file\.yaml/],
  ])('names a bad setting and its source: %j', async (env, message) => {
    await expect(readSettings({ home }, env)).rejects.toMatchObject({
      code: 'invalid_setting',
      message: expect.stringMatching(message),
    });
  });

  it('says when the file is not a map or not YAML', async () => {
    writeFileSync(path.join(home, 'keelson.yaml'), '- a\n- b\n');
    await expect(readSettings({ home }, {})).rejects.toMatchObject({ code: 'invalid_setting' });
    writeFileSync(path.join(home, 'keelson.yaml'), 'a: [1\n');
    await expect(readSettings({ home }, {})).rejects.toMatchObject({ code: 'invalid_setting' });
  });
});

describe('homeFolder', () => {
  it('prefers the flag, then KEELSON_HOME', () => {
    expect(homeFolder('/a/b', { KEELSON_HOME: '/c' })).toBe('/a/b');
    expect(homeFolder(undefined, { KEELSON_HOME: '/c' })).toBe('/c');
  });
});
