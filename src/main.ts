import { COMMANDS } from './app/command-table.ts';
import { VERSION } from './app/version.ts';
import { runCli } from './platform/cli/run-cli.ts';
import { abortOnSignals } from './platform/cli/signals.ts';

process.exitCode = await runCli(process.argv.slice(2), COMMANDS, {
  version: VERSION,
  controller: abortOnSignals(),
  description: 'The backbone under coding agents: index a repository, ask it questions, run long work',
  examples: [
    'keelson up .                        index this folder and answer questions about it',
    'keelson query callers vfs_read      who calls it, with file and line of every call',
    'keelson connect claude              let an MCP client use it',
  ],
});
