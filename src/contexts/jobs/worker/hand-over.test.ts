import { expect, it } from 'vitest';
import { handJobsOver } from './hand-over.ts';
import type { JobOrder, ToChild } from './messages.ts';

const order = (jobId: string): JobOrder => ({
  jobId,
  tenant: 1,
  kind: 'k',
  input: {},
  actor: { kind: 'user', id: 'u', scopes: [] },
  attempt: 1,
  leaseToken: '1',
});

function start(...ids: string[]) {
  const sent: ToChild[] = [];
  const asked = { back: 0, programs: 0 };
  const line = handJobsOver({
    send: (message) => sent.push(message),
    takeBack: () => (asked.back += 1),
    endPrograms: () => (asked.programs += 1),
  });
  const begun: string[] = [];
  const ends: string[] = [];
  const run = (...jobs: string[]) =>
    line.run(
      jobs.map((id) => ({
        order: order(id),
        onBegin: () => begun.push(id),
        onProgress: () => undefined,
        onEnd: ({ type }) => ends.push(`${id} ${type}`),
      })),
    );
  run(...ids);
  const complete = (...done: string[]) =>
    line.receive(done.map((jobId) => ({ type: 'completed', jobId, ms: 1, result: 'null' })));
  return { line, sent, asked, begun, ends, run, complete };
}

it('sends jobs together, and says of each when it begins and ends', () => {
  const { sent, begun, ends, complete } = start('a', 'b', 'c');
  expect(sent).toMatchObject([{ type: 'run', jobs: [{ jobId: 'a' }, { jobId: 'b' }, { jobId: 'c' }] }]);
  complete('a');
  expect(begun).toEqual(['a', 'b']);
  expect(ends).toEqual(['a completed']);
});

it('of ends that are read at once, says no more than the last beginning', () => {
  const { begun, ends, complete } = start('a', 'b', 'c', 'd');
  complete('a', 'b', 'x', 'c');
  expect(begun).toEqual(['a', 'd']);
  expect(ends).toEqual(['a completed', 'b completed', 'c completed']);
});

it('takes back what has not begun, and numbers what comes next from there', async () => {
  const { line, sent, asked, ends, run } = start('a', 'b', 'c');
  const taken = line.takeBack();
  expect(asked.back).toBe(1);
  expect(line.takesJobs()).toBe(false);
  line.takenBack(2);
  await taken;
  expect(ends).toEqual(['c not_begun']);
  expect(line.takesJobs()).toBe(true);
  run('d');
  expect(sent.at(-1)).toMatchObject({ type: 'run', from: 2, jobs: [{ jobId: 'd' }] });
});

it('stops the job that runs, and none that has ended meanwhile', async () => {
  const { line, sent, asked, complete } = start('a', 'b');
  const stopped = line.stop('a', 'cancelled');
  // b has begun: a has ended, and its message is on its way.
  line.takenBack(2);
  await stopped;
  expect(sent.some(({ type }) => type === 'stop')).toBe(false);
  expect(line.usable()).toBe(true);
  expect(asked.programs).toBe(0);
  complete('a');
  await line.stop('b', 'cancelled');
  expect(sent.at(-1)).toMatchObject({ type: 'stop', jobId: 'b' });
  expect(asked.programs).toBe(1);
  expect(line.spoiledBy('b')).toBe(true);
});

it('a process that dies ran the first job whose end is not known', () => {
  const { line, ends, complete, run } = start('a', 'b', 'c');
  complete('a');
  line.died('signal SIGKILL');
  run('d');
  expect(ends).toEqual(['a completed', 'b died', 'c not_begun', 'd not_begun']);
  expect(line.usable()).toBe(false);
});

it('gives back what waits behind a job that hands out others, or may have left work behind', () => {
  const out = start('a', 'b');
  out.line.receive([{ type: 'handed_out', jobId: 'a', ms: 1, children: [] }]);
  expect(out.ends).toEqual(['a handed_out', 'b not_begun']);
  expect(out.line.usable()).toBe(true);
  const bug = start('a', 'b');
  bug.line.receive([{ type: 'failed', jobId: 'a', ms: 1, kind: 'internal', code: 'x', message: 'x' }]);
  expect(bug.ends).toEqual(['a failed', 'b not_begun']);
  expect(bug.line.spoiledBy('a')).toBe(true);
});
