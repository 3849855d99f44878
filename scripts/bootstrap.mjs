// Makes a checkout ready to run with nothing but Node: installs when node_modules is missing or older than the
// lock file, builds when dist/ is missing or older than its sources, and says so.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => path.join(root, ...parts);
const say = (line) => process.stderr.write(`keelson: ${line}\n`);

const MINIMUM_NODE = [20, 19];

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > MINIMUM_NODE[0] || (major === MINIMUM_NODE[0] && minor >= MINIMUM_NODE[1])) return;
  say(`Node ${MINIMUM_NODE.join('.')} or newer is needed, this is ${process.versions.node}`);
  process.exit(1);
}

function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(path.relative(root, file)).update(readFileSync(file));
  return hash.digest('hex');
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? filesBelow(path.join(folder, entry.name)) : [path.join(folder, entry.name)],
    );
}

/** The stamp is written last, so a step that was killed half way runs again. */
const isFresh = (stamp, want) => existsSync(stamp) && readFileSync(stamp, 'utf8') === want;

function run(command, args, what) {
  const started = Date.now();
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, npm_config_loglevel: 'error' },
  });
  if (done.status !== 0) {
    say(`${what} failed (${[command, ...args].join(' ')}); the lines above say why`);
    process.exit(1);
  }
  say(`${what} took ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** npm's own entry when npm started us, so that no other npm is picked up from PATH. */
function npm(...args) {
  const entry = process.env.npm_execpath;
  return entry
    ? [process.execPath, [entry, ...args]]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm', args];
}

function install() {
  const stamp = at('node_modules', '.keelson-install');
  const want = digest([at('package.json'), at('package-lock.json')]) + process.versions.modules;
  if (isFresh(stamp, want)) return;
  say('installing packages');
  const [command, args] = npm('ci', '--no-audit', '--no-fund');
  run(command, args, 'installing');
  writeFileSync(stamp, want);
}

function build() {
  const stamp = at('dist', '.keelson-build');
  const sources = [
    ...filesBelow(at('src')),
    ...filesBelow(at('assembly')),
    at('tsconfig.json'),
    at('tsconfig.build.json'),
    at('scripts', 'build.mjs'),
  ];
  const want = digest([...sources, at('package-lock.json')]);
  if (isFresh(stamp, want)) return;
  say('building');
  run(process.execPath, [at('scripts', 'build.mjs')], 'building');
  writeFileSync(stamp, want);
}

/** One bootstrap at a time in a checkout; a lock older than ten minutes belongs to a run that was killed. */
function withLock(work) {
  const lock = at('.keelson-bootstrap.lock');
  const deadline = Date.now() + 600_000;
  let told = false;
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (
        Date.now() > deadline ||
        Date.now() - statSync(lock, { throwIfNoEntry: false })?.mtimeMs > 600_000
      ) {
        rmdirSync(lock);
        continue;
      }
      if (!told) say('another bootstrap runs in this checkout; waiting for it');
      told = true;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
    }
  }
  const free = () => existsSync(lock) && rmdirSync(lock);
  process.once('exit', free);
  work();
  free();
}

/** Installs and builds what is missing or stale. */
export function bootstrap() {
  checkNode();
  withLock(() => {
    install();
    build();
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) bootstrap();
