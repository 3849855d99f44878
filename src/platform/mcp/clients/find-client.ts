import { AppError } from '../../../kernel/errors.ts';
import { claude } from './claude.ts';
import type { McpClient } from './client.ts';
import { codex } from './codex.ts';
import { cursor } from './cursor.ts';
import { vscode } from './vscode.ts';

/** The clients whose settings Keelson can write. */
export const CLIENTS: readonly McpClient[] = [claude, codex, cursor, vscode];

/** @throws AppError `unknown_client` */
export function findClient(name: string): McpClient {
  const client = CLIENTS.find((candidate) => candidate.name === name);
  if (client !== undefined) return client;
  const names = CLIENTS.map((candidate) => candidate.name).join(', ');
  throw new AppError(
    'invalid',
    'unknown_client',
    `No MCP client is called "${name}"; choose from ${names}, or see docs/connect-mcp.md for others`,
  );
}
