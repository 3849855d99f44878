import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keelson, startKeelson, temporaryFolder, type Running } from '../support/keelson.ts';

const scratch = temporaryFolder('first-key');
const home = scratch.path;
let server: Running;
let url: string;

beforeAll(async () => {
  server = startKeelson(home, ['serve', '--port', '0'], { KEELSON_REQUIRE_KEY: 'true' });
  [, url = ''] = await server.until(/serves (http:\S+)/);
});
afterAll(async () => {
  await server.end('SIGINT');
  scratch.remove();
});

describe('a server that answers nobody without a key', () => {
  it('has its first key made beside it, by whoever has its home', async () => {
    const refused = await keelson(home, ['status']);
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/keelson keys create.*KEELSON_API_KEY.*\[key_required\]/) as string,
    });
    const made = await keelson(home, ['keys', 'create', 'first', '--scopes', 'indexing:read', '--json']);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const { key } = JSON.parse(made.stdout) as { key: string };
    const answer = await fetch(`${url}/api/v1/repositories`, { headers: { authorization: `Bearer ${key}` } });
    expect(answer.status).toBe(200);
  });
});
