import { operation } from '../../../kernel/operation.ts';
import { OwnersAnswer, OwnersInput } from '../schemas-impact.ts';
import { findIndex } from '../store/queries/find-index.ts';
import { listOwners } from '../store/queries/list-owners.ts';
import { resolvePlaces } from '../store/queries/resolve-places.ts';
import { renderOwners } from './render-impact.ts';

export const ownersFor = operation({
  name: 'indexing.owners_for',
  summary: 'List who looks after files or symbols, by MAINTAINERS and CODEOWNERS',
  description:
    'Patterns and exclusions are read as scripts/get_maintainer.pl and GitHub read them. The most specific pattern comes first; a section that takes everything, as THE REST does, comes last and is marked.',
  access: 'indexing:read',
  effect: 'read',
  input: OwnersInput,
  output: OwnersAnswer,
  errors: ['no_index'],
  http: { method: 'GET', path: '/api/v1/owners' },
  mcp: { tool: 'owners_for', toolset: 'impact' },
  cli: {
    command: 'query owners [paths...]',
    examples: ['keelson query owners fs/ext4/inode.c', 'keelson query owners vfs_read --json'],
    render: renderOwners,
  },
  async run({ tx, tenant }, { paths, symbols, repository }) {
    const index = await findIndex(tx, tenant, repository);
    const places = await resolvePlaces(tx, index, paths, symbols);
    const { maintainers, unowned, cut } = await listOwners(tx, index, places.paths);
    const { repository: answered, freshness } = index;
    const value = {
      maintainers,
      unowned,
      unknown: places.unknown,
      cut,
      repository: answered,
      index: freshness,
    };
    return { value };
  },
});
