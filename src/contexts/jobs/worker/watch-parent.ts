import { Socket } from 'node:net';
import { workerData } from 'node:worker_threads';
import { closeGate } from './gate.ts';
import type { Gate } from './gate.ts';
import { TAKE_BACK } from './messages.ts';

// A thread of the job process for what its main thread may not notice, because a handler never yields.
//
// It ends the process when its worker cannot. The lifeline's other end is held by the worker alone, so the kernel closes
// it however the worker dies. Over it the worker says, one number a line, for how many milliseconds from now the
// process may go on (0: without limit). A worker that is stopped, swapped out or cut off extends no lease and says
// nothing, and the process is gone by the time that somebody else may run the job.
//
// And it takes back the jobs that have not begun, when the worker asks for them: the answer is the number of the first.
const { fd, gate } = workerData as { fd: number; gate: Gate };
const lifeline = new Socket({ fd, readable: true, writable: true });
let deadline: NodeJS.Timeout | undefined;
let partial = '';

lifeline.on('error', end);
lifeline.on('close', end);
lifeline.on('data', (bytes: Buffer) => {
  const lines = (partial + bytes.toString('latin1')).split('\n');
  partial = lines.pop() ?? '';
  for (const line of lines) {
    if (line === TAKE_BACK) {
      lifeline.write(`${closeGate(gate)}\n`);
      continue;
    }
    clearTimeout(deadline);
    if (line !== '0') deadline = setTimeout(end, Number(line));
  }
});

function end(): void {
  process.kill(-process.pid, 'SIGKILL');
}
