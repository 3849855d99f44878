import { joinFor, type Places } from './client.ts';
import { jsonClient } from './json-client.ts';

/** The folder of VS Code's default profile. */
function profileFolder(places: Places): string {
  const { home, platform, env } = places;
  if (platform === 'win32') {
    return joinFor(places, env['APPDATA'] ?? joinFor(places, home, 'AppData', 'Roaming'), 'Code', 'User');
  }
  if (platform === 'darwin') return joinFor(places, home, 'Library', 'Application Support', 'Code', 'User');
  return joinFor(places, env['XDG_CONFIG_HOME'] ?? joinFor(places, home, '.config'), 'Code', 'User');
}

/**
 * VS Code: `.vscode/mcp.json` in the workspace, `mcp.json` of the user's default profile
 * (https://code.visualstudio.com/docs/copilot/reference/mcp-configuration).
 */
export const vscode = jsonClient({
  name: 'vscode',
  title: 'VS Code',
  section: 'servers',
  http: { type: 'http' },
  variable: (name) => `\${env:${name}}`,
  file: (scope, places) =>
    scope === 'project'
      ? joinFor(places, places.project, '.vscode', 'mcp.json')
      : joinFor(places, profileFolder(places), 'mcp.json'),
});
