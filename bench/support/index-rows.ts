import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure, median, type Measurement } from './measure.ts';

/** A whole command, measured: medians of its runs, and the largest process of any. */
interface Row {
  what: string;
  seconds: number;
  cpu: number;
  /** Bytes. */
  peak: number;
}

export interface IndexBench {
  /** The tree that is indexed. */
  tree: string;
  /** An empty folder for everything that is written. */
  scratch: string;
  runs: number;
  rows: Row[];
}

const keelson = fileURLToPath(new URL('../../bin/keelson.js', import.meta.url));

/** Runs a command of ours on a home folder. */
export function ours(home: string, ...args: string[]): Promise<Measurement> {
  return measure(process.execPath, [keelson, ...args, '--json'], {
    env: { ...process.env, KEELSON_HOME: home },
  });
}

/** The home whose index the other measurements ask. */
export const loadedHome = (bench: IndexBench): string => path.join(bench.scratch, 'home-0');

/** The chunk files and manifest of the tree. */
export const chunksFolder = (bench: IndexBench): string => path.join(bench.scratch, 'chunks-0');

/** Adds a row; throws when a run failed. */
export function addRow({ rows }: IndexBench, what: string, results: readonly Measurement[]): void {
  for (const { code, stderr, stdout } of results) {
    if (code !== 0) throw new Error(`${what} ended with ${code}:\n${stderr}${stdout.slice(-2000)}`);
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

async function repeat(times: number, work: (run: number) => Promise<Measurement>): Promise<Measurement[]> {
  const results: Measurement[] = [];
  for (let run = 0; run < times; run += 1) results.push(await work(run));
  return results;
}

/** Reads every source once, so that the first measured row does not pay for the disk. */
async function warm(tree: string): Promise<void> {
  await measure('find', [tree, '-name', '*.[ch]', '-exec', 'wc', '-l', '{}', '+']);
}

/** The rows of a tree to chunk files, to chunk files and database, and of the same again. */
export async function measureOurs(bench: IndexBench): Promise<void> {
  const { tree, scratch, runs } = bench;
  await warm(tree);
  addRow(
    bench,
    'keelson: tree to chunks',
    await repeat(runs, (run) =>
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
  addRow(
    bench,
    'keelson: tree to chunks and database',
    await repeat(runs, (run) => ours(path.join(scratch, `home-${run}`), 'up', tree, '--once')),
  );
  addRow(
    bench,
    'keelson: the same again, nothing changed',
    await repeat(runs, () => ours(loadedHome(bench), 'up', tree, '--once')),
  );
}

/** The rows of gtags, ctags and cscope, as far as they are installed. */
export async function measurePeers(bench: IndexBench): Promise<void> {
  const { tree, scratch } = bench;
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
    addRow(bench, what, [
      await measure(command, args, { cwd: tree, env: { ...process.env, TMPDIR: scratch } }),
    ]);
  }
}

/** The table, with the ratios of wall time to gtags and cscope. */
export function printRows({ tree, runs, rows }: IndexBench): void {
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
