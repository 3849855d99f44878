// npm run check: types, lint, format, dependency rules, dead exports. Every check runs; one failure fails all.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';

bootstrap();
const bin = (...parts) => path.join(root, 'node_modules', ...parts);
const checks = [
  ['types', bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', 'tsconfig.json'],
  [
    'types of the scanner',
    bin('assemblyscript', 'bin', 'asc.js'),
    'assembly/index.ts',
    '--config',
    'assembly/asconfig.json',
    '--noEmit',
  ],
  ['lint', bin('oxlint', 'bin', 'oxlint'), '--type-aware'],
  ['format', bin('oxfmt', 'bin', 'oxfmt'), '--check'],
  [
    'dependency rules',
    bin('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
    'src',
    'test',
    'bench',
    '--output-type',
    'err',
  ],
  ['dead exports', bin('knip', 'bin', 'knip.js')],
];
let failed = 0;
for (const [name, script, ...args] of checks) {
  const started = Date.now();
  const done = spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: 'utf8' });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${done.status === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)\n`);
  if (done.status === 0) continue;
  failed += 1;
  process.stdout.write(`${done.stdout}${done.stderr}\n`);
}
process.exit(failed === 0 ? 0 : 1);
