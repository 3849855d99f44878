// Builds dist/: TypeScript by tsc, the scanner by asc, queries copied beside the code that reads them.
// Only what is older than its sources is built again.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => path.join(root, ...parts);
const run = (bin, ...args) =>
  execFileSync(process.execPath, [at('node_modules', bin), ...args], { cwd: root, stdio: 'inherit' });

const walk = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? walk(path.join(folder, entry.name)) : [path.join(folder, entry.name)],
  );
const newest = (files) => Math.max(0, ...files.map((file) => statSync(file).mtimeMs));

/** src/ to dist/ */
function buildTypeScript() {
  run('typescript/bin/tsc', '-p', 'tsconfig.build.json');
}

/** assembly/ to dist/assembly/scanner.wasm */
function buildScanner() {
  const out = at('dist', 'assembly', 'scanner.wasm');
  const sources = walk(at('assembly')).filter((file) => file.endsWith('.ts'));
  if (sources.length === 0) return;
  if (existsSync(out) && statSync(out).mtimeMs > newest(sources)) return;
  mkdirSync(path.dirname(out), { recursive: true });
  run(
    'assemblyscript/bin/asc.js',
    'assembly/index.ts',
    '--target',
    'release',
    '--config',
    'assembly/asconfig.json',
  );
}

/** Files that are data beside code. */
function copyData() {
  for (const file of walk(at('src')).filter(
    (name) => /\.(scm|html|json)$/.test(name) && !name.includes('/corpus/'),
  )) {
    const to = at('dist', path.relative(at('src'), file));
    mkdirSync(path.dirname(to), { recursive: true });
    cpSync(file, to);
  }
}

buildTypeScript();
buildScanner();
copyData();
