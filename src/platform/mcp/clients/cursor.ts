import { joinFor } from './client.ts';
import { jsonClient } from './json-client.ts';

/**
 * Cursor: `.cursor/mcp.json` in the project or the home folder. An entry with a URL is an HTTP server; there is no
 * type to name (https://cursor.com/docs/mcp).
 */
export const cursor = jsonClient({
  name: 'cursor',
  title: 'Cursor',
  section: 'mcpServers',
  http: {},
  variable: (name) => `\${env:${name}}`,
  file: (scope, places) =>
    joinFor(places, scope === 'project' ? places.project : places.home, '.cursor', 'mcp.json'),
});
