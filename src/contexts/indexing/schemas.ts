import { z } from 'zod';
import { text } from '../../kernel/storable-text.ts';
import { CALL_TYPES, SYMBOL_KINDS } from './records.ts';
import type { CallType, SymbolKind } from './records.ts';

export const kinds = Object.keys(SYMBOL_KINDS) as [SymbolKind, ...SymbolKind[]];
const callTypes = Object.keys(CALL_TYPES) as [CallType, ...CallType[]];

export const file = z.string().describe('Path inside the repository, with forward slashes');
export const line = z.int().min(1).describe('1 is the first line');
export const repository = z.string().describe('The repository that answered');
export const limit = (most: number, usual: number) =>
  z.int().min(1).max(most).default(usual).describe(`Most entries to give, up to ${most}`);
export const offset = z.int().min(0).max(10_000).default(0).describe('Entries to leave out before the first');

/** How fresh an answer is. */
export const Freshness = z
  .object({
    indexed_at: z.iso.datetime().describe('When the index was made as a whole'),
    updated_at: z.iso.datetime().optional().describe('When changed files were last put over it'),
    commit: z.string().optional().describe('Commit the checkout stood at then; edits may have come on top'),
    overlays: z.int().describe('Files that have been put over the chunks, deleted ones included'),
  })
  .describe('How fresh the answer is');
export type Freshness = z.output<typeof Freshness>;

/** Which index answers; the newest when not given. */
export const Where = {
  repository: text(4096)
    .optional()
    .describe('Repository to ask: its path or the end of it. The one indexed last when left out'),
};

export const SymbolInput = z.object({
  name: text(1000).describe('Name of the symbol, exactly'),
  limit: limit(500, 50),
  offset,
  ...Where,
});

/** Lines of a file that an answer stands on. */
export const Span = z.object({ path: file, start: line, end: line });

export const SymbolMatch = z.object({
  name: z.string(),
  kind: z.enum(kinds),
  file,
  line,
  end_line: line,
  signature: z.string().nullable().describe('Its head on one line'),
  language: z.string(),
  static: z.boolean().describe('In C: known to its own file alone'),
  decl: Span,
});
export type SymbolMatch = z.output<typeof SymbolMatch>;

export const SymbolAnswer = z.object({
  matches: z.array(SymbolMatch).describe('Definitions in the order of their files'),
  total: z.int().describe('Definitions over all pages'),
  repository,
  index: Freshness,
});

export const CallSite = z.object({ file, line });
export const callType = z
  .enum(callTypes)
  .describe('`indirect` calls a member (x->name()), `macro` stands in a macro, `new` makes an object');
export const didYouMean = z
  .array(z.string())
  .optional()
  .describe('Names like it, when nothing has this name');

/** For which machine an answer is wanted. */
export const config = text(200)
  .optional()
  .describe('Leave out what is built for other machines: x86_64:defconfig, or just arm64');

/** Which of several definitions of a name is meant, and how far to go from it. */
const OfOne = {
  file: text(4096).optional().describe('Only the definition in this file, where several have the name'),
  depth: z
    .int()
    .min(1)
    .max(5)
    .default(1)
    .describe('Steps to go: 2 also gives the callers of callers, and so on'),
  config,
};

export const evidenceKind = z.enum([
  'call',
  'import',
  'package',
  'name',
  'method',
  'operations_table',
  'assignment',
  'callback',
  'system_call',
]);

/** What an entry of an answer says of its place in the call graph. */
const Resolved = {
  depth: z.int().describe('Steps from what was asked for'),
  resolves_to: CallSite.nullable().describe(
    'The definition that is called; null when the index has none, or the call goes through a pointer',
  ),
  candidates: z.int().describe('Definitions the call may reach, of which the likeliest is given'),
  evidence: z
    .object({ kind: evidenceKind, detail: z.string().optional() })
    .optional()
    .describe(
      'Why the call is believed to reach that definition, when it is not a plain call: the file imports it, its package has it, only the name says so',
    ),
  guard: z
    .string()
    .optional()
    .describe('Configuration under which the call is compiled, where there is a condition'),
};

/** What an answer says of the definitions of the name. */
const Definitions = {
  ambiguous: z.boolean().describe('Several definitions have the name; give `file` to ask about one'),
  definitions: z
    .array(z.object({ kind: z.enum(kinds), file, line, static: z.boolean() }))
    .describe('Those that count, the first 50 of them'),
  truncated: z.boolean().describe('A bound was reached: there is more than total'),
};

export const CallersInput = z.object({
  symbol: text(1000).describe('Name of what is called'),
  ...OfOne,
  limit: limit(500, 50),
  cursor: text(40).optional().describe('next_cursor of the page before'),
  ...Where,
});

export const Caller = z.object({
  symbol: z.string().nullable().describe('The same as name'),
  name: z.string().nullable().describe('The calling symbol; null when the call stands outside any'),
  file: file.describe('Where the caller is defined'),
  line,
  call_type: callType,
  call_site: CallSite,
  span: Span.describe('The call site'),
  callee: z.string().optional().describe('What is called, in an answer to more than one step'),
  ...Resolved,
});
export type Caller = z.output<typeof Caller>;

export const CallersAnswer = z.object({
  symbol: z.string(),
  callers: z.array(Caller).describe('One entry a call site, in the order of files and lines'),
  total: z.int().describe('Call sites over all pages'),
  functions: z.int().describe('Symbols that call it, over all pages'),
  next_cursor: z.string().nullable(),
  ...Definitions,
  did_you_mean: didYouMean,
  repository,
  index: Freshness,
});

export const CalleesInput = z.object({
  symbol: text(1000).describe('Name of the caller; every definition of that name counts'),
  ...OfOne,
  limit: limit(500, 50),
  offset,
  ...Where,
});

export const Callee = z.object({
  symbol: z.string().describe('The same as name'),
  name: z.string(),
  file: file.nullable().describe('Where it is probably defined; null when the index has no definition'),
  line: line.nullable(),
  call_type: callType,
  call_site: CallSite,
  span: Span.describe('The call site'),
  caller: z.string().nullable().describe('The calling symbol'),
  ...Resolved,
});
export type Callee = z.output<typeof Callee>;

export const CalleesAnswer = z.object({
  symbol: z.string(),
  callees: z.array(Callee).describe('One entry a call site, in the order of files and lines'),
  total: z.int().describe('Call sites over all pages'),
  ...Definitions,
  did_you_mean: didYouMean,
  repository,
  index: Freshness,
});

export const RepositoriesInput = z.object({
  examples: z.boolean().default(false).describe('Also name a few symbols worth asking about'),
  repository: text(4096).optional().describe('Only this one: its path or the end of it'),
  limit: limit(500, 100),
  offset,
});

export const Repository = z.object({
  path: z.string().describe('Absolute path on the machine that indexed it'),
  manifest_id: z.string(),
  loaded_at: z.iso.datetime(),
  files: z.int(),
  symbols: z.int(),
  calls: z.int(),
  entrypoints: z.int(),
  bytes: z.int().describe('Of source'),
  languages: z.record(z.string(), z.int()).describe('Files of each language'),
  loading: z.boolean().describe('A newer index of it is being loaded'),
  index: Freshness,
  examples: z.array(z.string()).optional().describe('Symbols that others call'),
});
export type Repository = z.output<typeof Repository>;

export const RepositoriesAnswer = z.object({
  repositories: z.array(Repository).describe('The one indexed last first: it answers when none is named'),
  total: z.int().describe('Repositories over all pages'),
});
