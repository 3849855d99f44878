import { describe, expect, it } from 'vitest';
import type { Places, ServerEntry } from './client.ts';
import { CLIENTS, findClient } from './find-client.ts';

const linux: Places = { home: '/home/ann', project: '/src/p', platform: 'linux', env: {} };
const stdio: ServerEntry = {
  transport: 'stdio',
  command: '/usr/bin/node',
  args: ['/opt/keelson/bin/keelson.js', 'mcp'],
  env: { KEELSON_HOME: '/data' },
};
const http: ServerEntry = {
  transport: 'http',
  url: 'http://127.0.0.1:7717/mcp',
  keyVariable: 'KEELSON_API_KEY',
};

describe('where the settings are', () => {
  it.each([
    ['claude', '/src/p/.mcp.json', '/home/ann/.claude.json'],
    ['codex', '/src/p/.codex/config.toml', '/home/ann/.codex/config.toml'],
    ['cursor', '/src/p/.cursor/mcp.json', '/home/ann/.cursor/mcp.json'],
    ['vscode', '/src/p/.vscode/mcp.json', '/home/ann/.config/Code/User/mcp.json'],
  ])('%s', (name, project, user) => {
    const client = findClient(name);
    expect([client.file('project', linux), client.file('user', linux)]).toEqual([project, user]);
  });

  it('follows the machine', () => {
    const { file } = findClient('vscode');
    expect(file('user', { ...linux, env: { XDG_CONFIG_HOME: '/x' } })).toBe('/x/Code/User/mcp.json');
    expect(file('user', { ...linux, platform: 'darwin', home: '/Users/ann' })).toBe(
      '/Users/ann/Library/Application Support/Code/User/mcp.json',
    );
    const windows: Places = { home: 'C:\\Users\\ann', project: 'D:\\p', platform: 'win32', env: {} };
    expect(file('user', windows)).toBe('C:\\Users\\ann\\AppData\\Roaming\\Code\\User\\mcp.json');
    expect(file('project', windows)).toBe('D:\\p\\.vscode\\mcp.json');
    expect(findClient('codex').file('user', { ...linux, env: { CODEX_HOME: '/c' } })).toBe('/c/config.toml');
  });
});

describe('what is written', () => {
  const written = (name: string, entry: ServerEntry) => {
    const text = findClient(name).connect('', entry);
    return name === 'codex' ? text : (JSON.parse(text) as unknown);
  };
  const local = { type: 'stdio', command: stdio.command, args: stdio.args, env: stdio.env };
  const bearer = (variable: string) => ({ headers: { Authorization: `Bearer ${variable}` } });

  it('for a server the client starts', () => {
    expect(written('claude', stdio)).toEqual({ mcpServers: { keelson: local } });
    expect(written('cursor', stdio)).toEqual({ mcpServers: { keelson: local } });
    expect(written('vscode', stdio)).toEqual({ servers: { keelson: local } });
    expect(written('codex', stdio)).toContain(
      '[mcp_servers.keelson]\ncommand = "/usr/bin/node"\n' +
        'args = ["/opt/keelson/bin/keelson.js", "mcp"]\nenv = { "KEELSON_HOME" = "/data" }\n',
    );
  });

  it('for a server that runs, with the name of the key’s variable and never the key', () => {
    const { url } = http;
    expect(written('claude', http)).toEqual({
      mcpServers: { keelson: { type: 'http', url, ...bearer('${KEELSON_API_KEY}') } },
    });
    expect(written('cursor', http)).toEqual({
      mcpServers: { keelson: { url, ...bearer('${env:KEELSON_API_KEY}') } },
    });
    expect(written('vscode', http)).toEqual({
      servers: { keelson: { type: 'http', url, ...bearer('${env:KEELSON_API_KEY}') } },
    });
    expect(written('codex', http)).toContain(
      `[mcp_servers.keelson]\nurl = "${url}"\nbearer_token_env_var = "KEELSON_API_KEY"\n`,
    );
  });

  it('can be seen, and taken back', () => {
    for (const client of CLIENTS) {
      const text = client.connect('', stdio);
      expect([client.connected(''), client.connected(text)]).toEqual([false, true]);
      expect(client.disconnect(text)).toBe('');
      expect(client.connect(client.connect('', http), stdio)).toBe(text);
    }
  });
});

it('names the clients there are when one is unknown', () => {
  expect(() => findClient('emacs')).toThrow('choose from claude, codex, cursor, vscode');
});
