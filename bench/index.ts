/**
 * `npm run bench -- index [--tree DIR] [--runs N] [--no-peers]`: a whole Linux kernel to chunk files, and to chunk
 * files and a queryable database, beside gtags, ctags and cscope on the same tree in the same run. Prints a table and
 * ratios; asserts nothing.
 */
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureOurs, measurePeers, printRows, type IndexBench } from './support/index-rows.ts';
import { kernelTree } from './support/kernel-tree.ts';
import { makeScratch } from './support/scratch-folder.ts';

const { values } = parseArgs({
  options: {
    tree: { type: 'string' },
    runs: { type: 'string', default: '3' },
    'no-peers': { type: 'boolean', default: false },
  },
});
const bench: IndexBench = {
  tree: kernelTree(values.tree),
  scratch: makeScratch(),
  runs: Math.max(1, Number(values.runs)),
  rows: [],
};

try {
  await measureOurs(bench);
  if (!values['no-peers']) await measurePeers(bench);
  printRows(bench);
} finally {
  rmSync(bench.scratch, { recursive: true, force: true });
}
