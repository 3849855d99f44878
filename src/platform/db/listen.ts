import { Client } from 'pg';
import { connectionSettings } from './connection-settings.ts';
import type { DatabaseTarget } from './types.ts';

const LONGEST_PAUSE_MS = 5_000;

/**
 * Listens on a channel with a connection of its own until the returned function is called. The first connection
 * must succeed; later ones are tried again with growing pauses.
 */
export async function listen(
  target: DatabaseTarget,
  channel: string,
  onNotify: (payload: string) => void,
): Promise<() => Promise<void>> {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(channel)) throw new Error(`not a plain channel name: ${channel}`);
  let stopped = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let current: Client | undefined;

  const open = async (): Promise<void> => {
    const client = new Client(connectionSettings(target, 'app'));
    current = client;
    let settled = false;
    const onLost = (): void => {
      if (settled || client !== current) return;
      settled = true;
      reopenLater();
    };
    client.on('notification', (message) => onNotify(message.payload ?? ''));
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
    } catch (error) {
      await client.end();
      throw error;
    }
    failures = 0;
    client.once('end', onLost);
  };
  const reopenLater = (): void => {
    if (stopped) return;
    const pause = Math.min(100 * 2 ** failures, LONGEST_PAUSE_MS);
    failures += 1;
    timer = setTimeout(() => {
      open().catch(reopenLater);
    }, pause);
  };

  await open();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await current?.end();
  };
}
