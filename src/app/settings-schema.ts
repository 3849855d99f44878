import { z } from 'zod';
import { LOG_LEVELS } from '../platform/log/create-log.ts';

/** `1`, `true`, `yes`, `on` and their opposites, as environment variables spell them. */
const flag = z.union([
  z.boolean(),
  z
    .string()
    .toLowerCase()
    .pipe(z.enum(['1', 'true', 'yes', 'on', '0', 'false', 'no', 'off']))
    .transform((word) => ['1', 'true', 'yes', 'on'].includes(word)),
]);

/** Comma-separated text or a list. */
const list = z.union([
  z.array(z.string().min(1)),
  z.string().transform((text) =>
    text
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  ),
]);

const wholeNumber = (low: number, high: number) => z.coerce.number().int().min(low).max(high);

/**
 * Every setting: the key as keelson.yaml spells it; the environment variable is `KEELSON_` and the key in capitals.
 * What has no default is optional.
 */
export const SettingsSchema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1').describe('Address the HTTP server listens on'),
  port: wholeNumber(0, 65_535)
    .optional()
    .describe('Port of the HTTP server; the next free one from 7717 when not set'),
  allowed_hosts: list.default([]).describe('Host header values accepted besides the loopback names'),
  allowed_origins: list.default([]).describe('Web origins whose pages may call the server'),
  require_key: flag.default(false).describe('Ask for an API key on loopback too'),
  database_url: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('PostgreSQL 15 or newer; the embedded one when not set'),
  database_app_url: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('Login of the least-privileged role, where Keelson may not create it'),
  api_key: z
    .string()
    .min(1)
    .optional()
    .describe('Key that the command line sends to a server that asks for one'),
  mcp_toolsets: list.default(['core']).describe('Sets of MCP tools to list: core, jobs, … or all'),
  log_level: z.enum(LOG_LEVELS).default('warn'),
  queue_limit: wholeNumber(1, 1_000_000).default(100).describe('Jobs that may wait in a tenant’s queue'),
  worker_concurrency: wholeNumber(1, 64).default(1).describe('Jobs that one worker runs at a time'),
  worker_roots: list
    .optional()
    .describe('Folders whose jobs a worker takes; every one when not set, none when it is `none`'),
  allowed_roots: list.default([]).describe('Folders that may be indexed; any readable one when empty'),
  git_hosts: list
    .default([])
    .describe('Hosts that repositories are fetched from, *.example.com for all below one; any when empty'),
  git_max_bytes: wholeNumber(1_000_000, 1_000_000_000_000)
    .default(20_000_000_000)
    .describe('Bytes that a clone of a repository may take, with its files'),
  job_timeout_seconds: wholeNumber(1, 7 * 86_400).default(7_200),
  chunk_store: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Folder that keeps chunk files for all workers, if they share one; below the home when not set',
    ),
  nats_url: z
    .string()
    .min(1)
    .optional()
    .describe('JetStream server that keeps chunk files for all machines; a folder does when not set'),
  nats_creds: z.string().min(1).optional().describe('File with the credentials of a NATS user'),
  nats_bucket: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'must be of letters, digits, _ and -')
    .default('keelson_chunks')
    .describe('Bucket of the JetStream object store; one for each database'),
  nats_replicas: wholeNumber(1, 5)
    .default(1)
    .describe('Servers of a NATS cluster that keep a copy, for a bucket that Keelson makes'),
  keep_finished_jobs_hours: wholeNumber(1, 24 * 365).default(24),
});

/** All settings with their defaults filled in, and the folder that holds Keelson's data. */
export type Settings = z.output<typeof SettingsSchema> & { home: string };
