import type { Tx } from '../../../kernel/context.ts';
import { operation } from '../../../kernel/operation.ts';
import { CallersAnswer, CallersInput } from '../schemas.ts';
import type { Caller } from '../schemas.ts';
import { noteOf } from '../domain/graph/explain-call.ts';
import type { WalkSite } from '../domain/graph/list-sites.ts';
import { findRoots } from '../store/graph/find-roots.ts';
import { labelCallers } from '../store/graph/label-callers.ts';
import type { SiteLabel } from '../store/graph/label-callers.ts';
import { nextWalkPage, walkOffset, walkSites } from '../store/graph/page-walk.ts';
import { findIndex } from '../store/queries/find-index.ts';
import type { IndexRef } from '../store/queries/find-index.ts';
import { nearNames } from '../store/queries/near-names.ts';
import { pageCallers } from '../store/queries/page-callers.ts';
import type { CallerSite } from '../store/queries/page-callers.ts';
import { pageDefinitions } from '../store/queries/page-definitions.ts';
import { renderCallers } from './render.ts';

export const listCallers = operation({
  name: 'indexing.list_callers',
  summary: 'List who calls a symbol, with every call site',
  description:
    'Where several definitions have the name, the callers of all are listed, each with the definition it reaches; `file` chooses one. With `depth` the callers of callers follow. An unknown name has no callers, and the answer then holds names like it.',
  access: 'indexing:read',
  effect: 'read',
  input: CallersInput,
  output: CallersAnswer,
  errors: ['no_index', 'invalid_cursor', 'definition_not_found'],
  http: { method: 'GET', path: '/api/v1/symbols/{symbol}/callers' },
  mcp: { tool: 'who_calls', toolset: 'core' },
  cli: {
    command: 'query callers <symbol>',
    examples: [
      'keelson query callers vfs_read',
      'keelson query callers vfs_read --depth 3',
      'keelson query callers helper --file fs/read.c --limit 10 --json',
    ],
    render: renderCallers,
  },
  async run({ tx, tenant }, { symbol, file, depth, config, limit, cursor, repository }) {
    const index = await findIndex(tx, tenant, repository);
    const isPlain = depth === 1 && file === undefined && config === undefined;
    // Both leave at once: one way to the database and back instead of two.
    const [{ symbols, about }, plainPage] = await Promise.all([
      findRoots(tx, index, symbol, file),
      isPlain ? pageCallers(tx, index, symbol, limit, cursor) : undefined,
    ]);
    const common = { symbol, ...about, repository: index.repository, index: index.freshness };
    if (!isPlain && symbols.length > 0) {
      const from = walkOffset(cursor);
      const { sites, truncated } = await walkSites(tx, index, symbols, 'callers', { depth, config });
      const functions = new Set(sites.map(({ edge }) => edge.from).filter((id) => id >= 0)).size;
      const callers = sites.slice(from, from + limit).map(fromWalk);
      const next_cursor = nextWalkPage(from, limit, sites.length);
      return { value: { ...common, callers, total: sites.length, functions, next_cursor, truncated } };
    }
    const page = plainPage ?? (await pageCallers(tx, index, symbol, limit, cursor));
    const known = symbols.length > 0 || page.total > 0 || (await isDefined(tx, index, symbol));
    const hint = known ? {} : { did_you_mean: await nearNames(tx, index, symbol) };
    const labels = await labelCallers(tx, index, symbols, page.sites);
    const value = {
      ...common,
      callers: page.sites.map((site, place) => fromPage(site, labels[place])),
      total: page.total,
      functions: page.functions,
      next_cursor: page.next ?? null,
      truncated: false,
      ...hint,
    };
    return { value };
  },
});

async function isDefined(tx: Tx, index: IndexRef, name: string): Promise<boolean> {
  return (await pageDefinitions(tx, index, name, { limit: 1, offset: 0 })).total > 0;
}

function fromPage({ name, path, line, site, guard }: CallerSite, label: SiteLabel | undefined): Caller {
  return {
    symbol: name,
    name,
    file: path,
    line,
    call_type: site.type,
    call_site: { file: path, line: site.line },
    span: { path, start: site.line, end: site.line },
    depth: 1,
    resolves_to: label?.to === undefined ? null : { file: label.to.path, line: label.to.line },
    candidates: label?.candidates ?? 0,
    ...(label?.evidence === undefined ? {} : noteOf(label.evidence)),
    ...(guard === undefined ? {} : { guard }),
  };
}

function fromWalk({ from, to, edge, line, depth }: WalkSite): Caller {
  return {
    symbol: from?.name ?? null,
    name: from?.name ?? null,
    file: edge.path,
    line: from?.line ?? line,
    call_type: edge.type,
    call_site: { file: edge.path, line },
    span: { path: edge.path, start: line, end: line },
    depth,
    callee: edge.name,
    resolves_to: to === undefined ? null : { file: to.path, line: to.line },
    candidates: edge.candidates,
    ...noteOf(edge.evidence),
    ...(edge.guard === undefined ? {} : { guard: edge.guard }),
  };
}
