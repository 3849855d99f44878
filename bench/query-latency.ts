/**
 * `npm run bench -- query-latency [--repository NAME] [--names N] [--only WORD]`: how long questions take inside, from
 * the begin of the transaction to the answer, on an index that is already loaded (`keelson index PATH`). Random
 * functions, and the callees with the most callers. Prints a table; asserts nothing.
 */
import { parseArgs } from 'node:util';
import { timeQuestions } from './support/question-times.ts';
import { printTimes } from './support/time-rows.ts';

const { values } = parseArgs({
  options: {
    repository: { type: 'string' },
    names: { type: 'string', default: '200' },
    only: { type: 'string', default: '' },
  },
});
printTimes(
  await timeQuestions({ repository: values.repository, names: Number(values.names), only: values.only }),
);
