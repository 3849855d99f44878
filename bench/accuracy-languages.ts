/**
 * Compares what is extracted from languages that have a grammar, whatever reads them, with the tags that the grammars'
 * own authors query for, on this repository's files, the corpora and any folders given, and measures the speed of both.
 *
 *   npm run bench -- accuracy-languages [FOLDER …] [--differences]
 *
 * The tag queries come from the npm packages of the grammars and are kept outside this repository. What they leave
 * out, and the rules for languages without a package here, is in support/tags/.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import type { GrammarLanguage } from '../src/contexts/indexing/domain/languages.ts';
import { languageOf } from '../src/contexts/indexing/domain/languages.ts';
import { loadExtractor } from '../src/contexts/indexing/extract/extractor.ts';
import { DEFINITIONS } from '../src/contexts/indexing/extract/languages/definitions.ts';
import type { FileRecords } from '../src/contexts/indexing/records.ts';
import { recordsOf } from '../test/support/scan-as.ts';
import { closeChunk, newEngine } from '../test/support/scan-sources.ts';
import { createScore, recordKeys, tagReader } from './support/compare-tags.ts';

const PACKAGES = {
  'tree-sitter-typescript': '0.23.2',
  'tree-sitter-javascript': '0.25.0',
  'tree-sitter-python': '0.25.0',
  'tree-sitter-cpp': '0.23.4',
  'tree-sitter-go': '0.25.0',
  'tree-sitter-java': '0.23.5',
  'tree-sitter-rust': '0.24.0',
};
/** Shell scripts are read by the scanner's module, which is compared with the grammar too. */
type Compared = GrammarLanguage | 'bash';

const TAGS: Record<Compared, (keyof typeof PACKAGES)[]> = {
  typescript: ['tree-sitter-typescript', 'tree-sitter-javascript'],
  tsx: ['tree-sitter-typescript', 'tree-sitter-javascript'],
  javascript: ['tree-sitter-javascript'],
  python: ['tree-sitter-python'],
  bash: [],
  cpp: ['tree-sitter-cpp'],
  csharp: [],
  go: ['tree-sitter-go'],
  java: ['tree-sitter-java'],
  php: [],
  ruby: [],
  rust: ['tree-sitter-rust'],
};
/** In corpora, what the grammar must not be asked: broken code, and shell scripts, which it often takes for that. */
const NO_COMPARISON = /\/corpus\/broken|\/bash\/corpus\//;
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The tags.scm of a grammar's package, downloaded once into the temporary folder. */
function tagsOf(name: keyof typeof PACKAGES): string {
  const folder = path.join(tmpdir(), 'keelson-bench-tags', `${name}-${PACKAGES[name]}`);
  const file = path.join(folder, 'package', 'queries', 'tags.scm');
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['pack', '--silent', `${name}@${PACKAGES[name]}`], { cwd: folder, stdio: 'ignore' });
    const archive = readdirSync(folder).find((entry) => entry.endsWith('.tgz'))!;
    execFileSync('tar', ['xzf', archive], { cwd: folder });
  }
  return readFileSync(file, 'utf8');
}

/** Rules of our own for a language, written from the node types of its grammar. */
function ownRules(language: Compared): string {
  const file = new URL(`./support/tags/${language}.scm`, import.meta.url);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

const grammarOf = (language: Compared): string =>
  language === 'bash' ? 'tree-sitter-bash.wasm' : DEFINITIONS[language].grammar;

/** Reads a file, and gives its records when asked for them: packing and unpacking those is not measured. */
type Read = (source: string, file: string) => () => FileRecords;

async function readerOf(language: Compared): Promise<Read> {
  if (language !== 'bash') {
    const extractor = await loadExtractor(language);
    return (source, file) => {
      const records = extractor.extract(source, file);
      return () => records;
    };
  }
  const engine = newEngine();
  return (source, file) => {
    const bytes = Buffer.from(source);
    engine.beginChunk(0, { json: true, rows: true });
    engine.source(bytes.length).set(bytes);
    const skip = engine.scanAs(language, bytes.length, file);
    return () => {
      if (skip === undefined) engine.emitFile(file, language);
      return recordsOf(skip ?? closeChunk(engine));
    };
  };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

function isCompared(language: string): language is Compared {
  return language in TAGS;
}

/** Files to compare, by language: `a.ts.txt` of a corpus is in the language of `a.ts`. */
function filesByLanguage(folders: readonly string[]): Map<Compared, string[]> {
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0');
  const files = [
    ...tracked.filter((file) => !NO_COMPARISON.test(file)).map((file) => path.join(ROOT, file)),
    ...folders.flatMap(filesIn),
  ];
  const byLanguage = new Map<Compared, string[]>();
  for (const file of new Set(files)) {
    const language = languageOf(file.replace(/\.txt$/, ''));
    if (language === undefined || !isCompared(language) || !existsSync(file)) continue;
    byLanguage.set(language, [...(byLanguage.get(language) ?? []), file]);
  }
  return byLanguage;
}

/** CPU time of this process: what a core does, however many others want it. */
function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const showDifferences = process.argv.includes('--differences');
const table = new Table({
  head: ['language', 'files', 'MB', 'definitions', 'P %', 'R %', 'calls', 'P %', 'R %', 'MB/s', 'tags MB/s'],
});

for (const [language, files] of filesByLanguage(folders)) {
  const read = await readerOf(language);
  const rules = [...TAGS[language].map(tagsOf), ownRules(language)].join('\n');
  const tags = await tagReader(language, grammarOf(language), rules);
  const definitions = createScore();
  const calls = createScore();
  const seconds = { ours: 0, tags: 0 };
  let bytes = 0;
  for (const file of files) {
    const source = readFileSync(file, 'utf8');
    bytes += Buffer.byteLength(source);
    const start = cpuSeconds();
    const recordsIn = read(source, file);
    const middle = cpuSeconds();
    const expected = tags(source);
    seconds.ours += middle - start;
    seconds.tags += cpuSeconds() - middle;
    const ours = recordKeys(language, source, recordsIn());
    definitions.add(file, ours.definitions, expected.definitions);
    const decided = [...ours.calls].filter((key) => expected.calls.has(key) || !expected.undecided?.has(key));
    calls.add(file, new Set(decided), expected.calls);
  }
  const scores = [definitions, calls].flatMap((score) => [
    String(score.expected()),
    score.precision().toFixed(2),
    score.recall().toFixed(2),
  ]);
  const speeds = [seconds.ours, seconds.tags].map((time) => (bytes / 1e6 / time).toFixed(2));
  table.push([language, files.length, (bytes / 1e6).toFixed(2), ...scores, ...speeds]);
  if (showDifferences)
    for (const line of [...definitions.differences(), ...calls.differences()]) console.log(line);
}
console.log(table.toString());
