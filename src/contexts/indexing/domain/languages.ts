/** How files of a language are told by their names. A new language is one more line here. */
interface LanguageNames {
  /** After the last dot, exactly as written: `.C` is not C. */
  extensions: readonly string[];
  /** Whole file names that say it without an extension. */
  fileNames?: readonly string[];
  /** Starts of file names, up to their first dot: `Kconfig` for `Kconfig.debug`. A known extension comes first. */
  stems?: readonly string[];
  /** Whole paths inside the repository, for files that mean something in one place only. */
  paths?: readonly string[];
  /** Interpreters in a `#!` line, without version digits. */
  interpreters?: readonly string[];
}

/** Files that say who looks after which others; each means something at its own place only. */
export const OWNER_FILES = [
  'MAINTAINERS',
  'CODEOWNERS',
  '.github/CODEOWNERS',
  '.gitlab/CODEOWNERS',
  'docs/CODEOWNERS',
] as const;

const LANGUAGES = {
  c: { extensions: ['c', 'h'] },
  cpp: { extensions: ['cc', 'cpp', 'cxx', 'c++', 'hh', 'hpp', 'hxx', 'h++', 'ipp', 'tpp'] },
  go: { extensions: ['go'] },
  java: { extensions: ['java'] },
  rust: { extensions: ['rs'], interpreters: ['rust-script'] },
  typescript: { extensions: ['ts', 'mts', 'cts'], interpreters: ['tsx', 'ts-node', 'deno'] },
  tsx: { extensions: ['tsx'] },
  javascript: {
    extensions: ['js', 'mjs', 'cjs', 'jsx', 'es6'],
    fileNames: ['Jakefile'],
    interpreters: ['node', 'nodejs', 'bun'],
  },
  python: {
    extensions: ['py', 'pyi', 'pyw'],
    fileNames: ['SConstruct', 'SConscript', 'wscript'],
    interpreters: ['python', 'pypy'],
  },
  csharp: { extensions: ['cs', 'csx'], interpreters: ['dotnet-script'] },
  ruby: {
    extensions: ['rb', 'rake', 'gemspec', 'ru', 'podspec', 'thor', 'jbuilder'],
    fileNames: [
      'Brewfile',
      'Capfile',
      'Dangerfile',
      'Fastfile',
      'Gemfile',
      'Guardfile',
      'Podfile',
      'Rakefile',
      'Thorfile',
      'Vagrantfile',
      'rakefile',
    ],
    interpreters: ['ruby', 'jruby', 'macruby', 'rake', 'truffleruby'],
  },
  php: { extensions: ['php', 'phtml', 'php5', 'php7', 'phpt'], interpreters: ['php', 'php-cgi'] },
  bash: {
    extensions: ['sh', 'bash', 'ksh', 'zsh'],
    fileNames: [
      '.bash_aliases',
      '.bash_login',
      '.bash_logout',
      '.bash_profile',
      '.bashrc',
      '.profile',
      '.zprofile',
      '.zshenv',
      '.zshrc',
      'APKBUILD',
      'PKGBUILD',
    ],
    interpreters: ['bash', 'sh', 'ash', 'dash', 'ksh', 'mksh', 'rbash', 'zsh'],
  },
  kconfig: { extensions: [], stems: ['Kconfig'] },
  kbuild: { extensions: [], fileNames: ['Kbuild'], stems: ['Makefile'] },
  maintainers: { extensions: [], paths: OWNER_FILES },
  gomod: { extensions: [], fileNames: ['go.mod'] },
  cargo: { extensions: [], fileNames: ['Cargo.toml'] },
} as const satisfies Record<string, LanguageNames>;

/** Every language that files are read in. */
export const LANGUAGE_NAMES: readonly string[] = Object.keys(LANGUAGES);

/** Name of a language that files are read in. */
export type Language = keyof typeof LANGUAGES;

const READER_LANGUAGES = ['maintainers', 'gomod', 'cargo'] as const;

/** Languages with a reader of our own, which needs no grammar. */
export type ReaderLanguage = (typeof READER_LANGUAGES)[number];

/** Languages that the scanner's module reads by itself. */
const SCANNED_LANGUAGES = ['c', 'bash', 'kbuild', 'kconfig'] as const;

/** Name of a language that the scanner's module reads by itself. */
export type ScannedLanguage = (typeof SCANNED_LANGUAGES)[number];

export function isScanned(language: string): language is ScannedLanguage {
  return (SCANNED_LANGUAGES as readonly string[]).includes(language);
}

/** Languages read through a tree-sitter grammar: all others. */
export type GrammarLanguage = Exclude<Language, ScannedLanguage | ReaderLanguage>;

export function needsGrammar(language: string): boolean {
  return !isScanned(language) && !(READER_LANGUAGES as readonly string[]).includes(language);
}

const table: [Language, LanguageNames][] = Object.entries(LANGUAGES).map(([language, names]) => [
  language as Language,
  names,
]);
const lookup = (pick: (names: LanguageNames) => readonly string[] | undefined): Map<string, Language> =>
  new Map(table.flatMap(([language, names]) => (pick(names) ?? []).map((key) => [key, language] as const)));

const byExtension = lookup((names) => names.extensions);
const byFileName = lookup((names) => names.fileNames);
const byStem = lookup((names) => names.stems);
const byPath = lookup((names) => names.paths);
const byInterpreter = lookup((names) => names.interpreters);

/** The language a file is in by its path (`/` between folders); undefined when its name does not say. */
export function languageOf(path: string): Language | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return (
    byFileName.get(name) ??
    (dot > 0 ? byExtension.get(name.slice(dot + 1)) : undefined) ??
    byStem.get(dot > 0 ? name.slice(0, name.indexOf('.')) : name) ??
    byPath.get(path)
  );
}

/** Files with these names have no extension and are no scripts: the many of a large tree are not opened to see it. */
const NO_SCRIPTS = new Set(['LICENSE', 'README']);

/** Whether only the first line of a file can say its language: its name has no extension and tells nothing. */
export function mayBeScript(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return !name.includes('.') && languageOf(path) === undefined && !NO_SCRIPTS.has(name);
}

/** How much of a file {@link languageOfScript} looks at. */
export const SCRIPT_HEAD_BYTES = 128;

/** The language of a script by the start of its file. */
export function languageOfScript(source: Uint8Array): Language | undefined {
  if (source[0] !== 0x23 || source[1] !== 0x21) return undefined;
  const head = source.subarray(0, SCRIPT_HEAD_BYTES);
  const end = head.indexOf(0x0a);
  return languageOfShebang(String.fromCharCode(...(end < 0 ? head : head.subarray(0, end))));
}

/** The language of a script by its first line, e.g. `#!/usr/bin/env -S node --no-warnings`. */
export function languageOfShebang(firstLine: string): Language | undefined {
  if (!firstLine.startsWith('#!')) return undefined;
  const words = firstLine.slice(2).trim().split(/\s+/);
  const programs = words.filter((word) => !word.startsWith('-') && !word.includes('='));
  const base = (word: string | undefined): string => word?.slice(word.lastIndexOf('/') + 1) ?? '';
  const program = base(programs[0]) === 'env' ? base(programs[1]) : base(programs[0]);
  return byInterpreter.get(program.replace(/[\d.]+$/, ''));
}
