import { joinFor, SERVER_NAME, type McpClient, type ServerEntry } from './client.ts';
import { hasBlock, removeBlock, setBlock, type TomlValue } from './toml-block.ts';

const TABLE = 'mcp_servers';

function settingOf(entry: ServerEntry): Record<string, TomlValue> {
  if (entry.transport === 'stdio') {
    return { command: entry.command, args: entry.args, ...(entry.env && { env: entry.env }) };
  }
  return { url: entry.url, ...(entry.keyVariable && { bearer_token_env_var: entry.keyVariable }) };
}

/**
 * Codex: `config.toml` in CODEX_HOME (~/.codex) for the user, in `.codex` of a project that Codex was told to trust
 * (https://developers.openai.com/codex/mcp).
 */
export const codex: McpClient = {
  name: 'codex',
  title: 'Codex',
  file: (scope, places) => {
    const home = places.env['CODEX_HOME'] ?? joinFor(places, places.home, '.codex');
    return joinFor(
      places,
      scope === 'project' ? joinFor(places, places.project, '.codex') : home,
      'config.toml',
    );
  },
  connect: (text, entry) => setBlock(text, TABLE, SERVER_NAME, settingOf(entry)),
  disconnect: (text) => removeBlock(text),
  connected: (text) => hasBlock(text),
};
