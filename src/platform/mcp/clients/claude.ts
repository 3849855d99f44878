import { joinFor } from './client.ts';
import { jsonClient } from './json-client.ts';

/**
 * Claude Code: `.mcp.json` in the project, `mcpServers` of ~/.claude.json for the user
 * (https://code.claude.com/docs/en/mcp).
 */
export const claude = jsonClient({
  name: 'claude',
  title: 'Claude Code',
  section: 'mcpServers',
  http: { type: 'http' },
  variable: (name) => `\${${name}}`,
  file: (scope, places) =>
    scope === 'project'
      ? joinFor(places, places.project, '.mcp.json')
      : joinFor(places, places.home, '.claude.json'),
});
