import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type JetStreamClient,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { connect, credsAuthenticator, errors } from '@nats-io/transport-node';
import { AppError, messageOf } from '../../kernel/errors.ts';
import { type Link, watchLink } from './jetstream-link.ts';
import { readNatsUrl } from './read-nats-url.ts';

export interface JetStreamOptions {
  /** `nats://[user:password@|token@]host[:port]`, or `tls://…`; several servers of one cluster with commas between. */
  url: string;
  /** File with the credentials (JWT and key) of a user. */
  credsFile?: string;
  /** Name of the bucket, which is made when it is not there. */
  bucket: string;
  /** Servers of the cluster that keep a copy, for a bucket that is made. */
  replicas: number;
  /** How long to wait for a server that is away; 20 s when not given. */
  patienceMs?: number;
}

/** An open connection, and the bucket in it. */
export interface Bucket {
  name: string;
  js: JetStreamClient;
  jsm: JetStreamManager;
  /** Name of the stream that holds the bucket. */
  stream: string;
  /** What one message can hold. */
  maxPayload: number;
}

/**
 * Does one step against the bucket, again and again while the server is away or says that it is not ready, until
 * patience ends. A step must be such that doing it twice is as good as once.
 */
export type Persist = <Result>(step: (bucket: Bucket) => Promise<Result>) => Promise<Result>;

export interface JetStreamConnection {
  /** For people: the servers and the bucket, without credentials. */
  description: string;
  persist: Persist;
  close: () => Promise<void>;
}

const REQUEST_MS = 5_000;
const PATIENCE_MS = 20_000;
const PAUSE_MS = 200;

/** Connects when it is first asked for something, and again whenever the connection is lost. */
export function openJetStream(options: JetStreamOptions): JetStreamConnection {
  const { servers, login } = readNatsUrl(options.url);
  const description = `bucket ${options.bucket} of ${servers.join(', ')}`;
  const patience = options.patienceMs ?? PATIENCE_MS;
  let link: Promise<Link> | undefined;
  let bucket: Promise<Bucket> | undefined;
  let closed = false;

  async function dial(): Promise<Link> {
    const connection = await connect({
      servers,
      ...login,
      name: 'keelson',
      timeout: REQUEST_MS,
      maxReconnectAttempts: -1,
      reconnectTimeWait: PAUSE_MS,
      ...(options.credsFile === undefined
        ? {}
        : { authenticator: credsAuthenticator(await readCreds(options.credsFile)) }),
    });
    return watchLink(connection);
  }

  async function openLink(): Promise<Link> {
    const opened = await (link ??= dial());
    // The library connects again by itself; where it gave up, as when a login has ended, there is a new connection.
    if (!opened.connection.isClosed()) return opened;
    link = undefined;
    throw new Error('the connection was closed');
  }

  async function openBucket({ connection }: Link): Promise<Bucket> {
    const jsm = await jetstreamManager(connection, { timeout: REQUEST_MS, checkAPI: false });
    const stream = `OBJ_${options.bucket}`;
    await makeBucket(jsm, stream, options);
    const maxPayload = connection.info?.max_payload ?? 1024 * 1024;
    const js = jetstream(connection, { timeout: REQUEST_MS });
    return { name: options.bucket, js, jsm, stream, maxPayload };
  }

  async function persist<Result>(step: (bucket: Bucket) => Promise<Result>): Promise<Result> {
    const giveUpAt = Date.now() + patience;
    for (;;) {
      try {
        const open = await openLink().catch((error: unknown) => {
          link = undefined;
          throw error;
        });
        return await open.whileUp(async () => step(await (bucket ??= openBucket(open))));
      } catch (error) {
        if (error instanceof AppError) throw error;
        // Whatever failed, the bucket may be gone with the server's disk: look for it before the next step.
        bucket = undefined;
        const final = explainRefusal(error, description);
        if (final) throw final;
        if (closed || Date.now() > giveUpAt) throw unreachable(error, description);
        await sleep(PAUSE_MS);
      }
    }
  }

  return {
    description,
    persist,
    async close() {
      closed = true;
      const open = await link?.catch(() => undefined);
      await open?.connection.close();
    },
  };
}

/** The settings that object stores of all NATS clients have; a bucket that is there is used as it is. */
async function makeBucket(jsm: JetStreamManager, stream: string, options: JetStreamOptions): Promise<void> {
  const there = await jsm.streams.info(stream).catch((error: unknown) => {
    if (isNoStream(error)) return undefined;
    throw error;
  });
  if (there) return;
  await jsm.streams.add({
    name: stream,
    description: 'Chunk files of Keelson',
    subjects: [`$O.${options.bucket}.C.>`, `$O.${options.bucket}.M.>`],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.New,
    num_replicas: options.replicas,
    allow_rollup_hdrs: true,
    allow_direct: true,
  });
}

async function readCreds(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new AppError(
      'invalid',
      'invalid_setting',
      `Setting "nats_creds": cannot read the credentials: ${messageOf(error)}`,
    );
  }
}

/** What no waiting mends. */
function explainRefusal(error: unknown, description: string): AppError | undefined {
  const refused =
    error instanceof errors.AuthorizationError || error instanceof errors.PermissionViolationError;
  if (refused || error instanceof errors.UserAuthenticationExpiredError) {
    return new AppError(
      'forbidden',
      'object_store_refused',
      `The server refuses what is asked of ${description} (${messageOf(error)}); check KEELSON_NATS_URL and KEELSON_NATS_CREDS, and what that user may do`,
      { cause: error },
    );
  }
  if (error instanceof JetStreamApiError && error.status >= 400 && error.status < 500 && !isNoStream(error)) {
    return new AppError(
      'unprocessable',
      'object_store_refused',
      `The server refuses what is asked of ${description} (${messageOf(error)}); check the settings of the bucket`,
      { cause: error },
    );
  }
  if (/maximum (?:bytes|messages)|insufficient (?:storage )?resources|no space/i.test(messageOf(error))) {
    return new AppError(
      'unavailable',
      'object_store_full',
      `There is no room in ${description} (${messageOf(error)}); delete manifests, or give JetStream more`,
      { cause: error },
    );
  }
  return undefined;
}

function isNoStream(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
}

function unreachable(error: unknown, description: string): AppError {
  const detail = messageOf(error) === '' ? String(error) : messageOf(error);
  return new AppError(
    'unavailable',
    'object_store_unreachable',
    `No answer from ${description} (${detail}); check that nats-server runs there with JetStream (-js)`,
    { retryAfterSeconds: 10, cause: error },
  );
}
