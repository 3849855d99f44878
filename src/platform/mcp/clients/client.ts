import path from 'node:path';

/** How a client reaches Keelson: by starting `keelson mcp`, or over HTTP. */
export type ServerEntry =
  | { transport: 'stdio'; command: string; args: readonly string[]; env?: Readonly<Record<string, string>> }
  | {
      transport: 'http';
      url: string;
      /** Name of the environment variable that holds the API key; the key itself is never written. */
      keyVariable?: string;
    };

/** `user`: all of this user's projects. `project`: one folder, for everybody who works in it. */
export type Scope = 'user' | 'project';

/** Where things are on this machine. */
export interface Places {
  /** The user's home folder. */
  home: string;
  /** The project's folder. */
  project: string;
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
}

/** The settings of one MCP client. Pure: the caller reads and writes the file. */
export interface McpClient {
  name: string;
  title: string;
  /** Where the settings are. */
  file: (scope: Scope, places: Places) => string;
  /** The file's new text with Keelson in it; `text` is '' when there is no file. Everything else in it stays. */
  connect: (text: string, entry: ServerEntry) => string;
  /** The file's new text without Keelson; '' when the file can go. */
  disconnect: (text: string) => string;
  /** Whether Keelson is in the file. */
  connected: (text: string) => boolean;
}

/** The name Keelson has in every client's settings. */
export const SERVER_NAME = 'keelson';

/** Joins with the separators of the machine the settings are for. */
export function joinFor({ platform }: Pick<Places, 'platform'>, ...parts: string[]): string {
  return (platform === 'win32' ? path.win32 : path.posix).join(...parts);
}
