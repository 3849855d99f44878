import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLog } from './create-log.ts';
import type { LogOptions } from './create-log.ts';

function capture(options: Omit<LogOptions, 'stream'>) {
  const stream = new PassThrough();
  const log = createLog({ ...options, stream });
  return { log, text: () => String(stream.read() ?? '') };
}

describe('createLog', () => {
  it('writes one JSON line with level, time and message', () => {
    const { log, text } = capture({ level: 'info' });
    log.debug({}, 'not this one');
    log.info({ port: 7717 }, 'Listening');
    const line = JSON.parse(text()) as Record<string, unknown>;
    expect(line).toMatchObject({ level: 'info', msg: 'Listening', port: 7717 });
    expect(line['time']).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('keeps secrets out, at the top and one level down', () => {
    const { log, text } = capture({ level: 'info' });
    log.info({ token: 'hush', headers: { authorization: 'Bearer hush', 'x-api-key': 'hush' } }, 'Request');
    expect(text()).not.toContain('hush');
  });

  it("keeps what a database error quotes of rows out, and keeps the cause's message", () => {
    const { log, text } = capture({ level: 'info' });
    const database = Object.assign(new Error('duplicate key'), {
      code: '23505',
      detail: 'Key (email)=(a@b.c)',
    });
    log.error({ err: new Error('Insert failed', { cause: database }) }, 'Failed');
    const line = text();
    expect(line).not.toContain('a@b.c');
    expect(line).toContain('duplicate key');
    expect(line).toContain('23505');
  });

  it('writes readable lines, with control characters made harmless', () => {
    const { log, text } = capture({ level: 'info', pretty: true });
    log.warn({ path: '/a\u001b[31m' }, 'Slow');
    const line = text();
    expect(line).toMatch(/^\d\d:\d\d:\d\d WARN {2}Slow path=\/a/);
    expect(line).not.toContain('\u001b');
  });
});
