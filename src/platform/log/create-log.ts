import type { Writable } from 'node:stream';
import { destination, pino } from 'pino';
import type { DestinationStream } from 'pino';
import { describeError } from './describe-error.ts';
import { prettyLines } from './pretty-lines.ts';

/** What code that logs is given. Fields first, then one sentence; no secrets and no personal data in either. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Levels from chattiest to none at all. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

export interface LogOptions {
  level: (typeof LOG_LEVELS)[number];
  /** Lines for people instead of JSON. */
  pretty?: boolean;
  /** Where lines go; standard error when not given, because standard output is for answers only. */
  stream?: Writable;
}

/** Fields that never reach a line, at the top and one level down: a net under code that should not log them. */
const SECRET_FIELDS = ['authorization', 'cookie', 'key', 'password', 'secret', 'token', 'x-api-key'];
const REDACTED = SECRET_FIELDS.flatMap((name) => [`["${name}"]`, `*["${name}"]`]);

/** A log of JSON lines (or readable ones) with ISO times. Writes are synchronous, so a crash loses no line. */
export function createLog(options: LogOptions): Log {
  const out: DestinationStream = options.stream ?? destination({ dest: 2, sync: true });
  return pino(
    {
      level: options.level,
      base: { pid: process.pid },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: REDACTED, censor: '[redacted]' },
      serializers: { err: describeError },
    },
    options.pretty === true ? prettyLines(out) : out,
  );
}

/** A log that says nothing, for tests and one-shot commands. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
