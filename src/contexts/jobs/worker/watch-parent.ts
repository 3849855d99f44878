import { Socket } from 'node:net';
import { workerData } from 'node:worker_threads';

// A thread of the job process that waits for the worker's end of the lifeline to close, which the kernel does
// however the worker dies. It is a thread because a handler that never yields would keep the main thread from
// noticing. Nothing is ever written to the lifeline.
const { fd } = workerData as { fd: number };
const lifeline = new Socket({ fd, readable: true, writable: false });
lifeline.on('error', end);
lifeline.on('close', end);
lifeline.resume();

function end(): void {
  process.kill(-process.pid, 'SIGKILL');
}
