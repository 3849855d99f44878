import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { putCTree } from '../support/c-tree.ts';
import { chunkFiles, index } from '../support/index-run.ts';

const child = fileURLToPath(new URL('../support/index-child.mjs', import.meta.url));

let base: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'keelson-full-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** A small file system needs a namespace where mounting is allowed; some containers forbid even that. */
function namespace(): string[] | undefined {
  const ways = [['--mount'], ['--user', '--map-root-user', '--mount']];
  return ways.find(
    (way) => spawnSync('unshare', [...way, 'mount', '-t', 'tmpfs', 'none', tmpdir()]).status === 0,
  );
}
const way = namespace();

test.skipIf(way === undefined)(
  'a full disk is a clear error; finished chunks stay, and with space it goes on',
  async () => {
    const root = path.join(base, 'tree');
    putCTree(root, 6);
    const out = path.join(base, 'out');
    await index(root, out, { chunkSize: 100_000 });
    const whole = chunkFiles(out);
    rmSync(out, { recursive: true });
    const run = `${process.execPath} ${child} ${root} ${out} 100000 2`;
    const script = [
      'set -e',
      `mkdir ${out} && mount -t tmpfs -o size=20m none ${out}`,
      `head -c 20000000 /dev/zero > ${out}/ballast`,
      `${run} || true`,
      `find ${out} -name '*.tmp' -o -name '*lock*' -o -name manifest.json | wc -l`,
      `find ${out} -name '*_*.json' | wc -l`,
      `rm ${out}/ballast`,
      run,
      `cp -r ${out} ${base}/kept`,
    ].join('\n');
    const printed = execFileSync('unshare', [...way!, 'sh', '-c', script], { encoding: 'utf8' });
    const [failed, leftovers, chunks, ended] = printed.trim().split('\n');
    const error = JSON.parse(failed!) as { code: string; message: string };
    expect(error.code).toBe('disk_full');
    expect(error.message).toContain(out);
    expect(error.message).toMatch(/full.*free space/);
    expect(Number(leftovers)).toBe(0);
    expect(Number(chunks)).toBeGreaterThan(0);
    expect(JSON.parse(ended!)).toHaveProperty('manifest_id');
    expect(chunkFiles(path.join(base, 'kept'))).toEqual(whole);
  },
);

test.skipIf(
  spawnSync('strace', ['-V']).status !== 0 || spawnSync('strace', ['-o', '/dev/null', 'true']).status !== 0,
)('an fsync or a rename that fails is an error, and leaves no manifest', async () => {
  const root = path.join(base, 'tree');
  putCTree(root, 0.3);
  for (const [call, error, code] of [
    ['fsync', 'EIO', 'disk_failed'],
    ['rename', 'ENOSPC', 'disk_full'],
  ] as const) {
    const out = path.join(base, call);
    const { stdout } = spawnSync(
      'strace',
      [
        '-f',
        '-qq',
        '-o',
        '/dev/null',
        '-e',
        `trace=${call}`,
        '-e',
        `inject=${call}:error=${error}:when=3+`,
      ].concat([process.execPath, child, root, out, '50000000', '2']),
      // strace counts calls by thread: with a single one that syncs, the third sync is always a chunk's.
      { encoding: 'utf8', env: { ...process.env, UV_THREADPOOL_SIZE: '1' } },
    );
    expect(JSON.parse(stdout)).toMatchObject({ code });
    expect(readdirSync(out)).not.toContain('manifest.json');
    await index(root, out);
    await index(root, path.join(base, `${call}-fresh`));
    expect(chunkFiles(out)).toEqual(chunkFiles(path.join(base, `${call}-fresh`)));
  }
});
