import type { TopCommand } from '../platform/cli/run-cli.ts';

/**
 * The first word of every command. A module is imported only for the command that was asked for, so that
 * `keelson --help` and completion stay fast. `derived` commands follow from operations.
 */
export const COMMANDS: readonly TopCommand[] = [
  {
    name: 'up',
    summary: 'Start everything, index a folder and answer questions about it',
    load: async () => (await import('./commands/up.ts')).registerUp,
  },
  {
    name: 'index',
    summary: 'Index a folder through the queue and follow the job',
    load: async () => (await import('./commands/index-folder.ts')).registerIndex,
  },
  {
    name: 'query',
    summary: 'Ask about the code: search, symbol, callers, callees, impact, owners',
    load: async () => (await import('./commands/query.ts')).registerQuery,
  },
  {
    name: 'chunks',
    summary: 'Load, watch and check chunk files',
    load: async () => (await import('./commands/chunks.ts')).registerChunks,
  },
  derived('manifests', 'List, show, compare and forget manifests of chunk files'),
  {
    name: 'jobs',
    summary: 'See, follow and cancel queued and running work',
    load: async () => (await import('./commands/jobs.ts')).registerJobs,
  },
  {
    name: 'serve',
    summary: 'Run the HTTP and MCP server and a worker',
    load: async () => (await import('./commands/serve.ts')).registerServe,
  },
  {
    name: 'worker',
    summary: 'Run a worker only',
    load: async () => (await import('./commands/worker.ts')).registerWorker,
  },
  {
    name: 'mcp',
    summary: 'Speak MCP on stdin and stdout',
    load: async () => (await import('./commands/mcp.ts')).registerMcp,
  },
  {
    name: 'connect',
    summary: 'Add Keelson to an MCP client: claude, codex, cursor or vscode',
    load: async () => (await import('./commands/connect.ts')).registerConnect,
  },
  {
    name: 'disconnect',
    summary: 'Take Keelson out of an MCP client’s settings again',
    load: async () => (await import('./commands/connect.ts')).registerDisconnect,
  },
  derived('keys', 'Create, list and revoke API keys'),
  {
    name: 'db',
    summary: 'Give workers on other machines a login of their own',
    load: async () => (await import('./commands/db.ts')).registerDb,
  },
  {
    name: 'status',
    summary: 'Show what runs on this home folder and what is indexed',
    load: async () => (await import('./commands/status.ts')).registerStatus,
  },
  {
    name: 'doctor',
    summary: 'Check the machine, the data folder and the database',
    load: async () => (await import('./commands/doctor.ts')).registerDoctor,
  },
];

function derived(name: string, summary: string): TopCommand {
  return { name, summary, load: async () => (await import('./commands/derived.ts')).registerDerived(name) };
}
