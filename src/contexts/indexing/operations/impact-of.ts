import { operation } from '../../../kernel/operation.ts';
import { ImpactAnswer, ImpactInput } from '../schemas-impact.ts';
import { assessImpact } from '../store/impact/assess-impact.ts';
import { findIndex } from '../store/queries/find-index.ts';
import { renderImpact } from './render-impact.ts';

export const impactOf = operation({
  name: 'indexing.impact_of',
  summary: 'Tell what a diff, files or symbols reach: callers, configurations, modules, tests, owners, risks',
  description:
    'Changed lines are taken to the functions they lie in, those to their callers up to a depth. Functions of one name are told apart by file, includes and linkage. Work is bounded: where it stops short, `cut` says so.',
  access: 'indexing:read',
  effect: 'read',
  input: ImpactInput,
  output: ImpactAnswer,
  errors: ['no_index'],
  http: { method: 'POST', path: '/api/v1/impact' },
  mcp: { tool: 'impact_of', toolset: 'impact' },
  cli: {
    command: 'query impact',
    examples: [
      'git diff | keelson query impact --diff -',
      'keelson query impact --git HEAD~1',
      'keelson query impact --symbols vfs_read --depth 1 --json',
    ],
    render: renderImpact,
  },
  async run({ tx, tenant }, input) {
    const index = await findIndex(tx, tenant, input.repository);
    return { value: await assessImpact(tx, index, input) };
  },
});
