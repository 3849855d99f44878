import { SERVER_NAME, type McpClient, type ServerEntry } from './client.ts';
import { hasSetting, removeSetting, setSetting } from './jsonc.ts';

/** What differs between clients that keep their servers in a JSON file. */
export interface JsonClient extends Pick<McpClient, 'name' | 'title' | 'file'> {
  /** The object that holds the servers by name. */
  section: string;
  /** How the client writes the value of an environment variable. */
  variable: (name: string) => string;
  /** Members every HTTP entry has besides its URL and headers. */
  http: object;
}

function settingOf(entry: ServerEntry, { http, variable }: JsonClient): object {
  if (entry.transport === 'stdio') {
    const { command, args, env } = entry;
    return { type: 'stdio', command, args, ...(env && { env }) };
  }
  const { url, keyVariable } = entry;
  return {
    ...http,
    url,
    ...(keyVariable && { headers: { Authorization: `Bearer ${variable(keyVariable)}` } }),
  };
}

/** A client whose settings are JSON, with or without comments. */
export function jsonClient(client: JsonClient): McpClient {
  const { name, title, file, section } = client;
  return {
    name,
    title,
    file,
    connect: (text, entry) => setSetting(text, section, SERVER_NAME, settingOf(entry, client)),
    disconnect: (text) => removeSetting(text, section, SERVER_NAME),
    connected: (text) => hasSetting(text, section, SERVER_NAME),
  };
}
