import { describe, expect, it } from 'vitest';
import { isGitUrl, readGitUrl } from './git-url.ts';
import { checkGitRef, isCommitId } from './git-ref.ts';

describe('readGitUrl', () => {
  it.each([
    ['https://GitHub.com/torvalds/linux.git/', 'https://github.com/torvalds/linux', 'github.com'],
    ['https://github.com:443/torvalds/linux', 'https://github.com/torvalds/linux', 'github.com'],
    ['https://host:8443/a/b.git', 'https://host:8443/a/b', 'host'],
    ['ssh://git@Host:22/a/b.git', 'ssh://git@host/a/b', 'host'],
    ['git@host:a/b.git', 'ssh://git@host/a/b', 'host'],
    ['host.example:b', 'ssh://host.example/b', 'host.example'],
    ['git://host:9418/b', 'git://host/b', 'host'],
    ['git://[::1]:7/b', undefined, undefined],
    ['file:///srv/b.git', 'file:///srv/b', undefined],
    ['/srv/a b.git', undefined, undefined],
    ['/srv/b/../c.git/', 'file:///srv/c', undefined],
  ])('gives %s its one name', (text, name, host) => {
    if (name === undefined) expect(() => readGitUrl(text)).toThrow(/no URL of a repository/);
    else expect(readGitUrl(text)).toMatchObject({ name, host });
  });

  it('gives git what was written, but for what does not matter', () => {
    expect(readGitUrl('git@Host:~a/b.git').url).toBe('git@Host:~a/b.git');
    expect(readGitUrl('HTTPS://Host/a/b.git/').url).toBe('https://host/a/b.git');
  });

  it.each([
    'ext::sh -c touch% /tmp/x',
    'ext::sh',
    '--upload-pack=touch',
    '-oProxyCommand=x:y',
    'ssh://-oProxyCommand=touch/x',
    'ssh://host/-x',
    'ssh://git@-host/x',
    'fd::3',
    'http://host/x',
    'ftp://host/x',
    'file://host/x',
    'javascript:alert(1)',
    'https://host',
    'https://host/',
    'https://host/x?token=1',
    'https://host/x#v1',
    'https://host/a\nb',
    'git@host:',
    'host:22/x',
    'a/b',
    '.',
    '',
    'https://' + 'a'.repeat(2000),
  ])('refuses %j', (text) => {
    expect(() => readGitUrl(text)).toThrow(expect.objectContaining({ kind: 'invalid' }));
  });

  it.each(['https://user:hidden@host/x', 'https://hidden@host/x', 'ssh://git:hidden@host/x'])(
    'refuses credentials in %s, and does not repeat them',
    (text) => {
      const read = (): unknown => readGitUrl(text);
      expect(read).toThrow(expect.objectContaining({ code: 'credentials_in_url' }));
      expect(read).not.toThrow(/hidden/);
    },
  );
});

describe('isGitUrl', () => {
  it.each(['https://host/x', 'git@host:x', 'file:///x', 'ssh://x/y', 'ext://x'])('knows %s', (text) => {
    expect(isGitUrl(text)).toBe(true);
  });
  it.each(['.', '/x/y', 'x:y', 'C:\\x', '../a@b', 'linux'])('takes %s for a folder', (text) => {
    expect(isGitUrl(text)).toBe(false);
  });
});

describe('checkGitRef', () => {
  it.each(['main', 'v6.1', 'feature/x-1', 'refs/heads/main', 'HEAD', 'ä', 'a'.repeat(40)])(
    'takes %s',
    (ref) => {
      expect(() => checkGitRef(ref)).not.toThrow();
    },
  );
  it.each([
    '-x',
    '--upload-pack=x',
    'a..b',
    'a b',
    'a~1',
    'a^',
    'a:b',
    'a?',
    'a*',
    '[a',
    'a\\b',
    '@{u}',
    'a@{1}',
    '/a',
    'a/',
    'a//b',
    '.a',
    'a/.b',
    'a.',
    'a.lock',
    'a.lock/b',
    '@',
    '',
    'a\0',
    'a\n',
    'x'.repeat(251),
  ])('refuses %j', (ref) => {
    expect(() => checkGitRef(ref)).toThrow(expect.objectContaining({ code: 'ref_invalid' }));
  });
  it('knows the full id of a commit', () => {
    expect([isCommitId('a'.repeat(40)), isCommitId('a'.repeat(64)), isCommitId('abc1234')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
