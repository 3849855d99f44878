import { z } from 'zod';
import { text } from '../../kernel/storable-text.ts';
import { Freshness, Where } from './schemas.ts';
import { SYMBOL_KINDS } from './records.ts';
import type { SymbolKind } from './records.ts';

const file = z.string().describe('Path inside the repository, with forward slashes');
const line = z.int().min(1).describe('1 is the first line');
const kinds = Object.keys(SYMBOL_KINDS) as [SymbolKind, ...SymbolKind[]];

export const OwnersInput = z.object({
  paths: z
    .array(text(4096))
    .max(200)
    .default([])
    .describe('Files or folders of the repository. One that is neither, but names a symbol, is taken for it'),
  symbols: z
    .array(text(1000))
    .max(200)
    .default([])
    .describe('Names of symbols: whoever looks after their files'),
  ...Where,
});

const Person = z.object({
  name: z.string().nullable(),
  email: z.string().describe('Address; a handle such as @org/team in CODEOWNERS'),
  role: z.enum(['maintainer', 'reviewer']),
});

export const Maintainer = z.object({
  section: z.string().describe('Title in MAINTAINERS, pattern in CODEOWNERS'),
  emails: z.array(z.string()).describe('Of maintainers, then reviewers, then lists'),
  paths: z.array(z.string()).describe('Patterns of the section that matched, most specific first'),
  covers: z.array(z.string()).describe('Which of the paths asked about it looks after'),
  people: z.array(Person),
  lists: z.array(z.string()),
  status: z.string().nullable().describe('Maintained, Orphan … as the section says'),
  fallback: z.boolean().describe('It takes everything, as THE REST does: nobody in particular'),
  file: file.describe('Where the section stands'),
  line,
});
export type Maintainer = z.output<typeof Maintainer>;

export const OwnersAnswer = z.object({
  maintainers: z.array(Maintainer).describe('Most specific first'),
  unowned: z.array(z.string()).describe('Paths that no section names but one that takes everything'),
  unknown: z.array(z.string()).describe('Symbols that the index does not have'),
  cut: z.array(z.string()).describe('Where the answer stops short, and why'),
  repository: z.string().describe('The repository that answered'),
  index: Freshness,
});

export const ImpactInput = z
  .object({
    diff: text(4_000_000).optional().describe('A unified diff, as `git diff` prints it'),
    files: z.array(text(4096)).max(500).default([]).describe('Files that change as a whole'),
    symbols: z.array(text(1000)).max(500).default([]).describe('Functions or other symbols that change'),
    index_is: z
      .enum(['auto', 'before', 'after'])
      .default('auto')
      .describe(
        'Whether the index is of the tree before the diff or after it; `auto` compares their functions',
      ),
    depth: z.int().min(0).max(5).default(2).describe('Callers of callers: how far to follow them'),
    limit: z.int().min(1).max(500).default(100).describe('Most callers to name, up to 500'),
    ...Where,
  })
  .refine(({ diff, files, symbols }) => diff !== undefined || files.length + symbols.length > 0, {
    message: 'Give a diff, files or symbols',
  });

const Span = z.object({
  path: file,
  start: line.describe('First line'),
  end: line.describe('Last line'),
  line: line.describe('The line to look at first'),
  what: z.string().describe('What is there'),
});
export type Span = z.output<typeof Span>;

const Changed = z.object({
  name: z.string(),
  kind: z.enum(kinds),
  file,
  line,
  end_line: line,
  callers: z.int().describe('Symbols that call it, by name'),
});
export type Changed = z.output<typeof Changed>;

const Affected = z.object({
  name: z.string(),
  file,
  line,
  depth: z.int().min(1).describe('1 calls what changes, 2 calls a caller …'),
  calls: z.string().describe('The name it calls'),
});
export type Affected = z.output<typeof Affected>;

const Build = z.object({
  file: file.describe('A file that is compiled'),
  module: z.string().describe('What it becomes part of: a module, or an archive such as fs/built-in.a'),
  rule: z.string().describe('How the Makefile says it'),
  configs: z.array(z.string()).describe('Symbols that decide about it; !CONFIG_X must not be set'),
  makefile: file,
  line,
  change: z.enum(['changed', 'caller']).describe('Whether the file itself changes, or calls what does'),
});
export type Build = z.output<typeof Build>;

const Config = z.object({
  name: z.string(),
  why: z.string(),
  file: file.nullable().describe('Kconfig file that defines it; null when the index has none'),
  line: line.nullable(),
  signature: z.string().nullable(),
});
export type Config = z.output<typeof Config>;

export const ImpactAnswer = z.object({
  configs: z.array(z.string()).describe('Kconfig symbols that decide whether the changed files are built'),
  modules: z
    .array(z.string())
    .describe('What the changed files, then those of direct callers, are built into'),
  tests: z
    .array(z.string())
    .describe('Test files that call or include what changes, and test folders of its owners'),
  owners: z.array(z.string()).describe('Maintainers of the changed files'),
  risks: z.array(z.string()),
  cites: z.array(Span).max(20),
  changed: z.array(Changed),
  functions: z.array(Affected).describe('Callers, nearest first'),
  files: z.array(z.string()).describe('The changed files, then those of callers and includers'),
  builds: z.array(Build),
  config_details: z.array(Config),
  maintainers: z.array(Maintainer),
  unknown: z.array(z.string()).describe('Files and symbols that the index does not have'),
  cut: z.array(z.string()).describe('Where the answer stops short, and why'),
  repository: z.string().describe('The repository that answered'),
  index: Freshness,
});
export type ImpactAnswer = z.output<typeof ImpactAnswer>;
