/**
 * `npm run bench -- index [--tree DIR] [--runs N] [--no-peers]`: a whole Linux kernel to chunk files, and to chunk
 * files and a queryable database, beside gtags, ctags and cscope on the same tree in the same run. Prints a table and
 * ratios; asserts nothing.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { kernelTree } from './support/kernel-tree.ts';
import { measure, median, type Measurement } from './support/measure.ts';

const { values } = parseArgs({
  options: {
    tree: { type: 'string' },
    runs: { type: 'string', default: '3' },
    'no-peers': { type: 'boolean', default: false },
  },
});
const tree = kernelTree(values.tree);
const runs = Math.max(1, Number(values.runs));
const keelson = fileURLToPath(new URL('../bin/keelson.js', import.meta.url));
const scratch = mkdtempSync(path.join(tmpdir(), 'keelson-bench-'));
// The embedded PostgreSQL may run as another user, who must be able to pass through.
execFileSync('chmod', ['711', scratch]);

interface Row {
  what: string;
  seconds: number;
  cpu: number;
  peak: number;
}
const rows: Row[] = [];

function add(what: string, results: readonly Measurement[]): void {
  for (const result of results) {
    if (result.code !== 0)
      throw new Error(`${what} ended with ${result.code}:\n${result.stderr}${result.stdout.slice(-2000)}`);
  }
  const row = {
    what,
    seconds: median(results.map((one) => one.seconds)),
    cpu: median(results.map((one) => one.cpu)),
    peak: Math.max(...results.map((one) => one.largestProcess)),
  };
  rows.push(row);
  const all = results.map((one) => one.seconds.toFixed(1)).join(', ');
  process.stderr.write(`${what}: ${row.seconds.toFixed(1)} s (${all})\n`);
}

function ours(home: string, ...args: string[]): Promise<Measurement> {
  return measure(process.execPath, [keelson, ...args, '--json'], {
    env: { ...process.env, KEELSON_HOME: home },
  });
}

async function repeat(work: (run: number) => Promise<Measurement>): Promise<Measurement[]> {
  const results: Measurement[] = [];
  for (let run = 0; run < runs; run += 1) results.push(await work(run));
  return results;
}

/** Reads every source once, so that the first measured row does not pay for the disk. */
async function warm(): Promise<void> {
  await measure('find', [tree, '-name', '*.[ch]', '-exec', 'wc', '-l', '{}', '+']);
}

async function measureOurs(): Promise<void> {
  const home = (run: number): string => path.join(scratch, `home-${run}`);
  add(
    'keelson: kernel to chunks',
    await repeat((run) =>
      ours(
        path.join(scratch, 'home-chunks'),
        'index',
        tree,
        '--no-load',
        '--out',
        path.join(scratch, `chunks-${run}`),
      ),
    ),
  );
  add('keelson: kernel to chunks and database', await repeat((run) => ours(home(run), 'up', tree, '--once')));
  add('keelson: the same again, nothing changed', await repeat(() => ours(home(0), 'up', tree, '--once')));
}

async function measurePeers(): Promise<void> {
  const peers: [string, string, string[]][] = [
    ['gtags', 'gtags', [path.join(scratch, 'gtags')]],
    ['ctags -R (C)', 'ctags', ['-R', '--languages=C', '-f', path.join(scratch, 'tags'), tree]],
    [
      'cscope -b -q -k',
      'cscope',
      ['-b', '-q', '-k', '-R', '-s', tree, '-f', path.join(scratch, 'cscope.out')],
    ],
  ];
  mkdirSync(path.join(scratch, 'gtags'));
  for (const [what, command, args] of peers) {
    try {
      execFileSync('which', [command], { stdio: 'ignore' });
    } catch {
      process.stderr.write(`${what}: not installed (Debian packages: global universal-ctags cscope)\n`);
      continue;
    }
    add(what, [await measure(command, args, { cwd: tree, env: { ...process.env, TMPDIR: scratch } })]);
  }
}

function print(): void {
  const gtags = rows.find((row) => row.what === 'gtags');
  const cscope = rows.find((row) => row.what.startsWith('cscope'));
  const out = [
    `# Index of ${tree}`,
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.versions.node}, warm page cache, median of ${runs}`,
    '',
    '| what | wall s | CPU s | largest process MB | × gtags | × cscope |',
    '| --- | --- | --- | --- | --- | --- |',
  ];
  for (const row of rows) {
    const ratio = (peer: Row | undefined): string =>
      peer === undefined ? '' : (row.seconds / peer.seconds).toFixed(2);
    out.push(
      `| ${row.what} | ${row.seconds.toFixed(1)} | ${row.cpu.toFixed(1)} | ${(row.peak / 1e6).toFixed(0)} | ${ratio(gtags)} | ${ratio(cscope)} |`,
    );
  }
  process.stdout.write(`${out.join('\n')}\n`);
}

try {
  await warm();
  await measureOurs();
  if (!values['no-peers']) await measurePeers();
  print();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
