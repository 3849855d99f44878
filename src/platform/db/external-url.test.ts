import { describe, expect, test } from 'vitest';
import { parseExternalUrl } from './external-url.ts';

describe('parseExternalUrl', () => {
  test('reads place and owner, and derives a password for each other role', () => {
    const target = parseExternalUrl('postgres://us%40er:p%2Fw@db.example:6432/keel?sslmode=verify-full');
    expect(target).toMatchObject({
      host: 'db.example',
      port: 6432,
      database: 'keel',
      tls: 'verify',
      roles: { owner: { user: 'us@er', password: 'p/w' }, app: { user: 'keelson_app' } },
    });
    const { app, worker } = target.roles;
    expect(app.password).toMatch(/^[\w-]{43}$/);
    expect(worker.password).not.toBe(app.password);
    expect(parseExternalUrl('postgres://a:p%2Fw@h/d').roles.app).toEqual(app);
  });

  test('takes the folder of a socket, the default port, and the user as database', () => {
    expect(parseExternalUrl('postgresql://me@/?host=/run/postgresql')).toEqual({
      host: '/run/postgresql',
      port: 5432,
      database: 'me',
      roles: {
        owner: { user: 'me' },
        app: { user: 'keelson_app' },
        worker: { user: 'keelson_worker' },
        loader: { user: 'keelson_loader' },
      },
    });
  });

  test('takes the password of roles made by hand from the second URL', () => {
    const { roles } = parseExternalUrl('postgres://o:x@h/d', 'postgres://keelson_app:secret@h/d');
    expect([roles.app.password, roles.worker.password]).toEqual(['secret', 'secret']);
  });

  test.each([
    ['nonsense', undefined],
    ['mysql://u:secret@h/d', undefined],
    ['postgres://h/d', undefined],
    ['postgres://u:secret@h/d?sslmode=prefer', undefined],
    ['postgres://u:secret@h/d', 'postgres://other:secret@h/d'],
  ])('refuses %s (%s) without repeating a password', (url, appUrl) => {
    const attempt = (): unknown => parseExternalUrl(url, appUrl);
    expect(attempt).toThrowError(expect.objectContaining({ code: 'invalid_database_url' }) as Error);
    expect(attempt).toThrowError(/^((?!secret).)*$/);
  });
});
