import { Socket } from 'node:net';
import { workerData } from 'node:worker_threads';

// A thread of the job process that ends it when its worker cannot: a handler that never yields keeps the main
// thread from noticing anything. The lifeline's other end is held by the worker alone, so the kernel closes it
// however the worker dies. Over it the worker says, one number a line, for how many milliseconds from now the
// process may go on (0: without limit). A worker that is stopped, swapped out or cut off extends no lease and says
// nothing, and the process is gone by the time that somebody else may run the job.
const { fd } = workerData as { fd: number };
const lifeline = new Socket({ fd, readable: true, writable: false });
let deadline: NodeJS.Timeout | undefined;
let partial = '';

lifeline.on('error', end);
lifeline.on('close', end);
lifeline.on('data', (bytes: Buffer) => {
  const lines = (partial + bytes.toString('latin1')).split('\n');
  partial = lines.pop() ?? '';
  const latest = lines.at(-1);
  if (latest === undefined) return;
  clearTimeout(deadline);
  if (latest !== '0') deadline = setTimeout(end, Number(latest));
});

function end(): void {
  process.kill(-process.pid, 'SIGKILL');
}
