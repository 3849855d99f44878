import { operation } from '../../../kernel/operation.ts';
import { noteOf } from '../domain/graph/explain-call.ts';
import type { WalkSite } from '../domain/graph/list-sites.ts';
import { CalleesAnswer, CalleesInput } from '../schemas.ts';
import type { Callee } from '../schemas.ts';
import { findRoots } from '../store/graph/find-roots.ts';
import { walkSites } from '../store/graph/page-walk.ts';
import { findIndex } from '../store/queries/find-index.ts';
import { nearNames } from '../store/queries/near-names.ts';
import { pageCallees } from '../store/queries/page-callees.ts';
import { pageDefinitions } from '../store/queries/page-definitions.ts';
import { renderCallees } from './render.ts';

export const listCallees = operation({
  name: 'indexing.list_callees',
  summary: 'List what a symbol calls, with every call site and where the callee is defined',
  description:
    'The calls of every definition of that name are listed; `file` chooses one. Of several definitions a call may reach, the first is given with their number: one in the same file, else in a header it includes or a file it imports, else one that other files can see. With `depth` the callees of callees follow. An unknown name calls nothing, and the answer then holds names like it.',
  access: 'indexing:read',
  effect: 'read',
  input: CalleesInput,
  output: CalleesAnswer,
  errors: ['no_index', 'definition_not_found'],
  http: { method: 'GET', path: '/api/v1/symbols/{symbol}/callees' },
  mcp: { tool: 'list_dependencies', toolset: 'core' },
  cli: {
    command: 'query callees <symbol>',
    examples: ['keelson query callees vfs_read', 'keelson query callees ksys_read --depth 2'],
    render: renderCallees,
  },
  async run({ tx, tenant }, { symbol, file, depth, config, limit, offset, repository }) {
    const index = await findIndex(tx, tenant, repository);
    const { symbols, about } = await findRoots(tx, index, symbol, file);
    const common = { symbol, ...about, repository: index.repository, index: index.freshness };
    if ((depth > 1 || file !== undefined || config !== undefined) && symbols.length > 0) {
      const { sites, truncated } = await walkSites(tx, index, symbols, 'callees', { depth, config });
      const callees = sites.slice(offset, offset + limit).map(fromWalk);
      return { value: { ...common, callees, total: sites.length, truncated } };
    }
    const { callees, total } = await pageCallees(tx, index, symbol, { limit, offset });
    const known =
      symbols.length > 0 ||
      total > 0 ||
      (await pageDefinitions(tx, index, symbol, { limit: 1, offset: 0 })).total > 0;
    const hint = known ? {} : { did_you_mean: await nearNames(tx, index, symbol) };
    return { value: { ...common, callees, total, truncated: false, ...hint } };
  },
});

function fromWalk({ from, to, edge, line, depth }: WalkSite): Callee {
  return {
    symbol: edge.name,
    name: edge.name,
    file: to?.path ?? null,
    line: to?.line ?? null,
    call_type: edge.type,
    call_site: { file: edge.path, line },
    span: { path: edge.path, start: line, end: line },
    depth,
    caller: from?.name ?? null,
    resolves_to: to === undefined ? null : { file: to.path, line: to.line },
    candidates: edge.candidates,
    ...noteOf(edge.evidence),
    ...(edge.guard === undefined ? {} : { guard: edge.guard }),
  };
}
