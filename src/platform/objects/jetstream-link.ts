import type { NatsConnection } from '@nats-io/transport-node';

/** A connection whose losses are noticed at once; the library's own requests only notice by their time limit. */
export interface Link {
  connection: NatsConnection;
  /** Does work, and rejects as soon as there is no connection; what the work comes to then is nobody's. */
  whileUp<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Watches a connection that has been made, until it is closed. */
export function watchLink(connection: NatsConnection): Link {
  let up = true;
  const waiting = new Set<(error: Error) => void>();
  const lose = (): void => {
    up = false;
    for (const reject of waiting) reject(new Error('the connection was lost'));
    waiting.clear();
  };
  const watch = async (): Promise<void> => {
    for await (const { type } of connection.status()) {
      if (type === 'reconnect') up = true;
      else if (type === 'disconnect') lose();
    }
    lose();
  };
  watch().catch(lose);

  return {
    connection,
    async whileUp(work) {
      if (!up) throw new Error('there is no connection');
      let stop: ((error: Error) => void) | undefined;
      const lost = new Promise<never>((_, reject) => {
        stop = reject;
        waiting.add(reject);
      });
      try {
        return await Promise.race([work(), lost]);
      } finally {
        if (stop) waiting.delete(stop);
      }
    },
  };
}
