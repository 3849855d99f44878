import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Job, JobList } from '../../src/contexts/jobs/index.ts';
import { eventually } from '../support/eventually.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/keelson.js', import.meta.url));

let base: string;
beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), 'kf-'));
  chmodSync(base, 0o711);
});
afterEach(() => rmSync(base, { recursive: true, force: true, maxRetries: 5 }));

/**
 * A small file system needs a namespace where mounting is allowed; some containers forbid even that. Who is not root keeps
 * his own name in it, since PostgreSQL does not run as root.
 */
function namespace(): string[] | undefined {
  const ways = [['--mount'], ['--user', '--map-current-user', '--keep-caps', '--mount']];
  return ways.find(
    (way) => spawnSync('unshare', [...way, 'mount', '-t', 'tmpfs', 'none', tmpdir()]).status === 0,
  );
}
const way = namespace();

/** Fills the disk of the server, and makes room again, when it reads so. */
const SCRIPT = `
mount -t tmpfs -o size=128m,mode=711 none "$1"
exec 3>&1
KEELSON_HOME="$1/home" NO_COLOR=1 "$2" "$3" serve --port 0 >&3 2>&3 &
server=$!
while read -r word; do
  case $word in
    fill) head -c 200000000 /dev/zero > "$1/ballast" 2>/dev/null; echo filled;;
    free) rm "$1/ballast"; echo freed;;
    stop) break;;
  esac
done
kill -TERM $server
wait $server
`;

test.skipIf(way === undefined)(
  'a database whose disk is full refuses by name, loses nothing, and works again with space',
  async () => {
    const disk = path.join(base, 'disk');
    mkdirSync(disk);
    const child = spawn('unshare', [...way!, 'sh', '-c', SCRIPT, 'sh', disk, process.execPath, PROGRAM], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (bytes: Buffer) => (output += bytes.toString()));
    const closed = once(child, 'close');
    const said = (pattern: RegExp) => eventually(() => pattern.exec(output) ?? undefined, String(pattern));
    try {
      const [url] = await said(/http:\/\/[\d.]+:\d+/);
      await eventually(async () => (await fetch(`${url}/health/ready`)).ok || undefined, 'readiness');
      const submit = async (n: number) => {
        const folder = path.join(base, `repo${n}`);
        mkdirSync(folder);
        writeFileSync(path.join(folder, 'a.c'), `int f${n};\n`);
        // Large, so that the log soon needs another of its files.
        const exclude_patterns = Array.from({ length: 100 }, (_, k) => `${n}-${k}-`.padEnd(200, 'x'));
        const response = await fetch(`${url}/index`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ folder_path: folder, dry_run: true, exclude_patterns }),
        });
        return { status: response.status, body: (await response.json()) as Record<string, unknown> };
      };
      const acknowledged: unknown[] = [];
      const refused: Awaited<ReturnType<typeof submit>>[] = [];
      for (let n = 0; refused.length < 5; n += 1) {
        const answer = await submit(n);
        if (answer.status === 202) acknowledged.push(answer.body['job_id']);
        else refused.push(answer);
        // Those before are still being run.
        if (n === 20) child.stdin.write('fill\n');
        if (n === 40) await said(/filled/);
      }
      await said(/filled/);
      expect(acknowledged.length).toBeGreaterThan(20);
      for (const { status, body } of refused) {
        expect({ status, body }).toMatchObject({
          status: 503,
          body: {
            code: expect.stringMatching(/^(disk_full|database_unavailable)$/),
            detail: expect.any(String),
          },
        });
      }
      child.stdin.write('free\n');
      await said(/freed/);
      let n = 10_000;
      const last = await eventually(async () => {
        const answer = await submit((n += 1));
        return answer.status === 202 ? answer.body['job_id'] : undefined;
      }, 'the queue to take jobs again');
      const jobs = await eventually(async () => {
        const response = await fetch(`${url}/index/jobs?limit=200`);
        if (!response.ok) return undefined;
        const list = (await response.json()) as JobList;
        return list.queued_count + list.running_count === 0 ? list.jobs : undefined;
      }, 'all jobs to end');
      expect(jobs.length).toBeGreaterThan(0);
      for (const id of [...acknowledged, last]) {
        const job = (await (await fetch(`${url}/index/jobs/${String(id)}`)).json()) as Job;
        expect(job).toMatchObject({ job_id: id, status: 'completed' });
      }
    } finally {
      child.stdin.end('stop\n');
      await closed;
    }
  },
);
