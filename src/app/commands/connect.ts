import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Option, type Command } from 'commander';
import { AppError } from '../../kernel/errors.ts';
import { examplesText } from '../../platform/cli/run-cli.ts';
import type { CliSession } from '../../platform/cli/session.ts';
import { paint } from '../../platform/cli/terminal.ts';
import { writeFileAtomic } from '../../platform/files/write-atomic.ts';
import type { McpClient, Scope, ServerEntry } from '../../platform/mcp/clients/client.ts';
import { CLIENTS, findClient } from '../../platform/mcp/clients/find-client.ts';
import { type FileChange, showChange } from '../../platform/mcp/clients/show-change.ts';
import { confirm } from '../confirm.ts';
import { findServer } from '../runtime-file.ts';
import { settingsFor } from './serve.ts';

interface ConnectFlags {
  scope: Scope;
  http?: boolean;
  yes?: boolean;
  print?: boolean;
}

const names = CLIENTS.map((client) => client.name).join(', ');

/** `keelson connect CLIENT`. */
export function registerConnect(program: Command, session: CliSession): void {
  addTarget(program.command('connect'))
    .description('Show the settings that connect an MCP client, and write them when you agree')
    .option('--http', 'connect to the running server over HTTP instead of starting `keelson mcp`')
    .addHelpText(
      'after',
      examplesText(['keelson connect claude', 'keelson connect vscode --scope project --yes']),
    )
    .action(async (name: string, flags: ConnectFlags) => {
      const client = findClient(name);
      const entry = flags.http === true ? await httpEntry(session) : stdioEntry(session);
      await change(session, client, flags, (text) => client.connect(text, entry));
    });
}

/** `keelson disconnect CLIENT`. */
export function registerDisconnect(program: Command, session: CliSession): void {
  addTarget(program.command('disconnect'))
    .description('Take Keelson out of an MCP client’s settings again; everything else in them stays')
    .addHelpText('after', examplesText(['keelson disconnect claude']))
    .action(async (name: string, flags: ConnectFlags) => {
      const client = findClient(name);
      await change(session, client, flags, (text) => client.disconnect(text));
    });
}

function addTarget(command: Command): Command {
  return command
    .argument('<client>', `one of ${names}`)
    .addOption(
      new Option('--scope <scope>', 'settings of the user, or of the project in this folder')
        .choices(['user', 'project'])
        .default('user'),
    )
    .option('--yes', 'write without asking')
    .option('--print', 'show only, write nothing');
}

async function httpEntry(session: CliSession): Promise<ServerEntry> {
  const { home } = await settingsFor(session, {});
  const server = await findServer(home);
  if (server !== undefined) return { transport: 'http', url: `${server.url}/mcp` };
  throw new AppError(
    'conflict',
    'no_server',
    'No server runs on this home; start one with `keelson up` first, or leave --http out',
  );
}

/** Absolute paths, because clients start servers with folders and search paths of their own. */
function stdioEntry(session: CliSession): ServerEntry {
  const program = fileURLToPath(new URL('../../../bin/keelson.js', import.meta.url));
  const home = session.home ?? process.env['KEELSON_HOME'];
  const entry = { transport: 'stdio' as const, command: process.execPath, args: [program, 'mcp'] };
  return home === undefined ? entry : { ...entry, env: { KEELSON_HOME: path.resolve(home) } };
}

/** Shows what will be in the file, asks, and writes it in one step. */
async function change(
  session: CliSession,
  client: McpClient,
  flags: ConnectFlags,
  edit: (text: string) => string,
): Promise<void> {
  const places = { home: homedir(), project: process.cwd(), platform: process.platform, env: process.env };
  const file = client.file(flags.scope, places);
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const after = edit(before);
  const answer = {
    client: client.name,
    file,
    changed: after !== before,
    written: false,
    change: showChange(before, after),
  };
  if (!answer.changed) {
    if (session.json) session.printJson(answer);
    else session.print(`${file} is as it should be; nothing to write`);
    return;
  }
  if (!session.json) session.print(renderChange(file, after, answer.change));
  const agreed =
    flags.print !== true &&
    (flags.yes === true || (await confirm(session, `Write ${client.title}’s settings?`)));
  if (agreed && after === '') rmSync(file);
  else if (agreed) await writeSettings(file, after);
  if (session.json) session.printJson({ ...answer, written: agreed });
  else session.print(agreed ? `Written. Restart ${client.title} for it to take effect.` : refusal(flags));
}

/** Why nothing was written: without a terminal nobody could be asked. */
function refusal({ print }: ConnectFlags): string {
  if (print === true || (process.stdin.isTTY && process.stdout.isTTY)) return 'Nothing was written.';
  return 'Nothing was written: there is no terminal to ask on; --yes writes without asking.';
}

/** Only what changes: the rest of such a file may hold keys of other servers. */
function renderChange(file: string, after: string, { line, removed, added }: FileChange): string {
  const lines = [
    ...removed.map((text) => paint.red(`- ${text}`)),
    ...added.map((text) => paint.green(`+ ${text}`)),
  ];
  const what =
    after === '' ? `${file} is no longer needed and will be removed:` : `${file}, from line ${line}:`;
  return [what, ...lines].join('\n');
}

/** Keeps the file's rights, and follows a link to where people keep their settings. New ones are the user's alone. */
async function writeSettings(file: string, content: string): Promise<void> {
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true });
    await writeFileAtomic(file, content, 0o600);
    return;
  }
  const target = realpathSync(file);
  await writeFileAtomic(target, content, statSync(target).mode & 0o777);
}
