import { createMcpServerFactory } from '../../src/platform/mcp/create-server-factory.ts';
import { serveMcpStdio } from '../../src/platform/mcp/serve-stdio.ts';
import { runSample, sampleOperations, waiting } from './sample-operations.ts';

/** A process that serves the sample operations over stdio, as `keelson mcp` does the real ones. */
waiting.begun = () => process.stderr.write('began waiting\n');
waiting.stopped = () => process.stderr.write('stopped waiting\n');
const server = serveMcpStdio(
  createMcpServerFactory({
    operations: sampleOperations,
    run: runSample,
    toolsets: ['all'],
    info: { name: 'sample', version: '1.2.3' },
    identity: { tenant: 1, actor: { kind: 'user', id: 'local', scopes: ['*'] } },
  }),
  (error) => process.stderr.write(`${error.message}\n`),
);
process.on('SIGTERM', () => void server.close());
await server.closed;
process.stderr.write('closed\n');
