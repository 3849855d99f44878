import { describe, expect, it } from 'vitest';
import { readNatsUrl } from './read-nats-url.ts';

describe('readNatsUrl', () => {
  it.each([
    ['nats://one', { servers: ['one:4222'], login: {} }],
    ['nats://one:5222, nats://two', { servers: ['one:5222', 'two:4222'], login: {} }],
    ['nats://keel:a%40b@one', { servers: ['one:4222'], login: { user: 'keel', pass: 'a@b' } }],
    ['nats://token@[::1]:4000', { servers: ['[::1]:4000'], login: { token: 'token' } }],
    ['tls://one', { servers: ['one:4222'], login: { tls: {} } }],
  ])('reads %s', (text, target) => {
    expect(readNatsUrl(text)).toEqual(target);
  });

  it.each(['', 'one:4222', 'http://hidden@one', 'nats://hidden:hidden@', 'nats://one,http://hidden@two'])(
    'refuses %j and does not repeat it',
    (text) => {
      const read = (): unknown => readNatsUrl(text);
      expect(read).toThrow(expect.objectContaining({ code: 'invalid_setting' }));
      expect(read).not.toThrow(/hidden/);
    },
  );
});
