import type { Command } from 'commander';
import { LOCAL_USER } from '../../platform/auth/authenticate.ts';
import type { CliSession } from '../../platform/cli/session.ts';
import { waitForEnd } from '../wait-for-end.ts';
import { allOperations } from '../catalogue.ts';
import { reach } from '../reach.ts';
import { settingsFor } from './serve.ts';
import { VERSION } from '../version.ts';

/** `keelson mcp`: what an MCP client starts. Uses the running server where there is one. */
export function registerMcp(program: Command, session: CliSession): void {
  program
    .command('mcp')
    .description('Speak MCP on stdin and stdout; `keelson connect` sets a client up for it')
    .action(async () => {
      const settings = await settingsFor(session, {});
      const way = await reach(session, { worker: true });
      try {
        const { createMcpServerFactory } = await import('../../platform/mcp/create-server-factory.ts');
        const { serveMcpStdio } = await import('../../platform/mcp/serve-stdio.ts');
        const factory = createMcpServerFactory({
          operations: allOperations(settings),
          run: (operation, caller, input) =>
            way.invoke(operation, input as Record<string, unknown>, { signal: caller.signal }),
          toolsets: settings.mcp_toolsets,
          info: { name: 'keelson', title: 'Keelson', version: VERSION },
          identity: LOCAL_USER,
        });
        const stdio = serveMcpStdio(factory, (error) => session.note(`MCP: ${error.message}`));
        await Promise.race([stdio.closed, waitForEnd(session.signal)]);
        await stdio.close();
      } finally {
        await way.close();
      }
    });
}
