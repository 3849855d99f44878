import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type CheckedOut,
  type CheckOutRequest,
  checkOutRepository,
} from '../../src/contexts/indexing/sources/check-out.ts';
import type { JobProgress } from '../../src/kernel/job.ts';
import { eventually } from '../support/eventually.ts';
import { type GitRepository, makeRepository } from '../support/git-repository.ts';

let base: string;
let home: string;
let upstream: GitRepository;
const used: CheckedOut[] = [];
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'keelson-check-out-'));
  home = path.join(base, 'home');
  upstream = makeRepository(path.join(base, 'upstream'));
});
afterEach(async () => {
  for (const one of used.splice(0)) await one.release();
  rmSync(base, { recursive: true, force: true });
});

const POLICY = { hosts: [], roots: [], maxBytes: 1e9 };
async function checkOut(request: Partial<CheckOutRequest> = {}): Promise<CheckedOut> {
  const signal = new AbortController().signal;
  const found = await checkOutRepository({ url: upstream.folder, home, policy: POLICY, signal, ...request });
  used.push(found);
  return found;
}
const files = ({ folder }: CheckedOut): string[] =>
  readdirSync(folder)
    .filter((name) => name !== '.git')
    .sort();
const text = ({ folder }: CheckedOut, name: string): string => readFileSync(path.join(folder, name), 'utf8');
const clones = (): string[] => readdirSync(path.join(home, 'sources'));

describe('a checkout', () => {
  test('is the default branch, a branch, a tag of either kind, or a commit', async () => {
    const first = upstream.commit({ 'a.c': '1' });
    upstream.git('tag', 'plain');
    upstream.git('tag', '-a', '-m', 'x', 'annotated');
    upstream.git('branch', 'feature/x');
    const second = upstream.commit({ 'a.c': '2' });
    expect(await checkOut()).toMatchObject({ commit: second, committedAt: new Date('2026-01-02T03:04:05Z') });
    for (const ref of ['plain', 'annotated', 'feature/x', 'refs/tags/plain', first]) {
      const found = await checkOut({ ref });
      expect([ref, found.commit, text(found, 'a.c')]).toEqual([ref, first, '1']);
    }
    expect((await checkOut({ ref: 'main' })).commit).toBe(second);
  });

  test('has one commit and no more, and follows its ref without touching what has not changed', async () => {
    upstream.commit({ 'a.c': '1', 'b.c': '1', 'gone.c': '1' });
    const before = await checkOut();
    await before.release();
    expect(execFileSync('git', ['-C', before.folder, 'rev-list', '--all', '--count']).toString().trim()).toBe(
      '1',
    );
    const time = statSync(path.join(before.folder, 'b.c')).mtimeMs;
    writeFileSync(path.join(before.folder, 'stray.c'), 'x');
    writeFileSync(path.join(before.folder, 'a.c'), 'changed by hand');
    upstream.git('rm', '-q', 'gone.c');
    const commit = upstream.commit({ 'a.c': '2' });
    const after = await checkOut();
    expect(after).toMatchObject({ commit, folder: before.folder });
    expect([files(after), text(after, 'a.c')]).toEqual([['a.c', 'b.c'], '2']);
    expect(statSync(path.join(after.folder, 'b.c')).mtimeMs).toBe(time);
    await after.release();
    upstream.git('reset', '-q', '--hard', 'HEAD~1');
    expect(files(await checkOut())).toEqual(['a.c', 'b.c', 'gone.c']);
  });

  test('is shared by many at once, in one clone', async () => {
    const commit = upstream.commit({ 'a.c': '1' });
    const found = await Promise.all(Array.from({ length: 6 }, () => checkOut()));
    expect(new Set(found.map(({ folder }) => folder)).size).toBe(1);
    expect(new Set(found.map((one) => one.commit))).toEqual(new Set([commit]));
    expect(clones()).toHaveLength(1);
  });

  test('does not change under somebody who reads it', async () => {
    upstream.commit({ 'a.c': '1' });
    const reader = await checkOut();
    const commit = upstream.commit({ 'a.c': '2' });
    const phases: JobProgress[] = [];
    const waiting = checkOut({ onProgress: (progress) => phases.push(progress) });
    await eventually(() => phases.find(({ phase }) => phase === 'check out'), 'the second to wait');
    // Far longer than a checkout of one file takes.
    await sleep(1000);
    expect(text(reader, 'a.c')).toBe('1');
    await reader.release();
    expect(await waiting).toMatchObject({ commit, folder: reader.folder });
    expect(text(reader, 'a.c')).toBe('2');
  });

  test('of a clone that a crash or a disk left broken is made anew', async () => {
    const commit = upstream.commit({ 'a.c': '1'.repeat(5000) });
    const breakings: ((tree: string) => void)[] = [
      (tree) => writeFileSync(path.join(tree, '.git/index.lock'), ''),
      (tree) => writeFileSync(path.join(tree, '.git/shallow.lock'), ''),
      (tree) => writeFileSync(path.join(tree, '.git/index'), 'no index'),
      (tree) => rmSync(path.join(tree, '.git/objects'), { recursive: true }),
      (tree) => rmSync(path.join(tree, '.git/HEAD')),
      (tree) => rmSync(path.join(tree, '.git'), { recursive: true }),
      (tree) => {
        for (const pack of readdirSync(path.join(tree, '.git/objects/pack'))) {
          const file = path.join(tree, '.git/objects/pack', pack);
          chmodSync(file, 0o600);
          truncateSync(file, 20);
        }
        rmSync(path.join(tree, 'a.c'));
      },
    ];
    for (const [index, break_] of breakings.entries()) {
      const found = await checkOut();
      await found.release();
      break_(found.folder);
      const again = await checkOut();
      expect([index, again.commit, files(again)]).toEqual([index, commit, ['a.c']]);
      await again.release();
    }
  });

  test('that nobody has used for long goes, and one in use stays', async () => {
    upstream.commit({ 'a.c': '1' });
    for (let count = 0; count < 9; count += 1) upstream.git('tag', `t${count}`);
    const kept = await checkOut({ ref: 't0' });
    for (let count = 1; count < 9; count += 1) await (await checkOut({ ref: `t${count}` })).release();
    expect(clones()).toHaveLength(9);
    await kept.release();
    const old = new Date(Date.now() - 15 * 86_400_000);
    for (const clone of clones()) utimesSync(path.join(home, 'sources', clone), old, old);
    await checkOut({ ref: 't1' });
    expect(clones()).toHaveLength(1);
  });
});

describe('a hostile repository', () => {
  test('brings neither submodules nor large files, and runs nothing', async () => {
    const inner = makeRepository(path.join(base, 'inner'));
    inner.commit({ 'secret.c': 'x' });
    upstream.commit({
      'a.c': '1',
      'big.bin': 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n',
      '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n*.c filter=evil\n',
    });
    upstream.git('submodule', '--quiet', 'add', inner.folder, 'sub');
    upstream.commit({});
    const marker = path.join(base, 'ran');
    const gitHome = path.join(base, 'git-home');
    mkdirSync(path.join(gitHome, 'hooks'), { recursive: true });
    for (const hook of ['post-checkout', 'reference-transaction']) {
      writeFileSync(path.join(gitHome, 'hooks', hook), `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
    }
    const settings = [
      `[core]\nhooksPath = ${gitHome}/hooks\nfsmonitor = touch ${marker}\nautocrlf = true`,
      `[filter "evil"]\nsmudge = touch ${marker}\n[filter "lfs"]\nsmudge = touch ${marker}\nrequired = true`,
      '[submodule]\nrecurse = true\n[fetch]\nrecurseSubmodules = true\n[protocol]\nallow = always',
    ];
    writeFileSync(path.join(gitHome, '.gitconfig'), settings.join('\n'));
    const before = process.env['HOME'];
    process.env['HOME'] = gitHome;
    try {
      const found = await checkOut();
      expect(readdirSync(path.join(found.folder, 'sub'))).toEqual([]);
      expect(text(found, 'big.bin')).toContain('git-lfs');
      expect(existsSync(marker)).toBe(false);
    } finally {
      if (before === undefined) delete process.env['HOME'];
      else process.env['HOME'] = before;
    }
  });

  test('may not be larger than it may, packed or not', async () => {
    const noise = Array.from({ length: 60_000 }, () => Math.random().toString(36)).join('');
    upstream.commit({ 'noise.c': noise });
    const tooLarge = { kind: 'unprocessable', code: 'repository_too_large' };
    await expect(checkOut({ policy: { ...POLICY, maxBytes: 200_000 } })).rejects.toMatchObject(tooLarge);
    upstream.git('rm', '-q', 'noise.c');
    upstream.commit({ 'zeros.c': '0'.repeat(3_000_000) });
    await expect(checkOut({ ref: 'main', policy: { ...POLICY, maxBytes: 1_000_000 } })).rejects.toMatchObject(
      tooLarge,
    );
    for (const clone of clones()) expect(existsSync(path.join(home, 'sources', clone, 'tree'))).toBe(false);
  });
});

describe('what may be fetched', () => {
  test('is bounded by hosts and by folders', async () => {
    upstream.commit({ 'a.c': '1' });
    const hosts = { ...POLICY, hosts: ['example.org', '*.example.com'] };
    const elsewhere = { kind: 'invalid', code: 'host_not_allowed' };
    for (const host of ['example.com', 'xexample.com', 'example.org.evil', '127.0.0.1']) {
      await expect(checkOut({ url: `https://${host}/x`, policy: hosts })).rejects.toMatchObject(elsewhere);
      await expect(checkOut({ url: `git@${host}:x`, policy: hosts })).rejects.toMatchObject(elsewhere);
    }
    const outside = { kind: 'invalid', code: 'outside_allowed_roots' };
    await expect(checkOut({ policy: hosts })).rejects.toMatchObject(outside);
    const roots = { ...POLICY, roots: [path.join(base, 'allowed')] };
    mkdirSync(path.join(base, 'allowed'));
    symlinkSync(upstream.folder, path.join(base, 'allowed/link'));
    for (const url of [upstream.folder, `file://${upstream.folder}`, path.join(base, 'allowed/link')]) {
      await expect(checkOut({ url, policy: roots })).rejects.toMatchObject(outside);
    }
    await checkOut({ policy: { ...POLICY, roots: [base] } });
  });

  test('is refused when it could be an option or a program', async () => {
    upstream.commit({ 'a.c': '1' });
    const marker = path.join(base, 'ran');
    for (const url of [
      `ext::touch ${marker}`,
      `ext::touch%20${marker}`,
      `--upload-pack=touch ${marker}`,
      `-u${marker}`,
    ]) {
      await expect(checkOut({ url })).rejects.toMatchObject({ code: 'repository_url_invalid' });
    }
    for (const ref of [`--upload-pack=touch ${marker}`, '-x', 'a b', '../../x']) {
      await expect(checkOut({ ref })).rejects.toMatchObject({ code: 'ref_invalid' });
    }
    expect(existsSync(marker)).toBe(false);
  });

  test('is told apart from what is not there', async () => {
    await expect(checkOut()).rejects.toMatchObject({ code: 'ref_not_found' });
    upstream.commit({ 'a.c': '1' });
    await expect(checkOut({ ref: 'nope' })).rejects.toMatchObject({
      kind: 'not_found',
      code: 'ref_not_found',
    });
    await expect(checkOut({ ref: 'a'.repeat(40) })).rejects.toMatchObject({ code: 'ref_not_found' });
    await expect(checkOut({ url: path.join(base, 'none') })).rejects.toMatchObject({
      code: 'repository_not_found',
    });
    await expect(checkOut({ url: base })).rejects.toMatchObject({ code: 'repository_not_found' });
  });
});
