import { renameSync, statfsSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import path from 'node:path';

/** Name of our settings file in the data folder; postgresql.conf ends by including it. */
export const SETTINGS_FILE = 'keelson.conf';

const GIB = 2 ** 30;

/**
 * Writes our settings, anew at each start, so that those of a newer Keelson apply to an older data folder.
 * `fsync`, `full_page_writes` and `synchronous_commit` stay on: an acknowledged write is never lost. WAL level
 * minimal (no replicas read from an embedded server) lets COPY into a new partition skip the log; fsync off
 * would gain nothing measurable beside it.
 */
export function writeSettings(data: string): void {
  const file = path.join(data, SETTINGS_FILE);
  // Root writes for the server's user; the folder is closed to everybody else.
  writeFileSync(`${file}.new`, settingsText(), { mode: 0o644 });
  renameSync(`${file}.new`, file);
}

function settingsText(): string {
  const settings: Record<string, string> = {
    max_connections: '100',
    shared_buffers: sharedBuffers(),
    maintenance_work_mem: '192MB',
    dynamic_shared_memory_type: sharedMemoryType(),
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    wal_level: 'minimal',
    max_wal_senders: '0',
    // A checkpoint falls due at 1/1.9 of it. With 1 GB that was in the middle of loading a Linux kernel (0.6 GB of log):
    // the first look at each page after it, by the index builds, then logged the whole page, 0.75 GB more.
    max_wal_size: '1536MB',
    wal_buffers: '16MB',
    checkpoint_timeout: '15min',
    random_page_cost: '1.1',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // No statement texts or row values in the log: they may hold personal data.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
  return `# Written by Keelson at each start. Put your own settings after the include line of postgresql.conf.\n${lines.join('\n')}\n`;
}

function sharedBuffers(): string {
  // constrainedMemory is 0 or absurdly large where no control group limits this process.
  const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  if (memory >= 2 * GIB) return '256MB';
  return memory >= GIB ? '128MB' : '32MB';
}

/** Containers often have 64 MB of /dev/shm, too small for parallel index builds; files serve them. */
function sharedMemoryType(): string {
  if (process.platform !== 'linux') return 'posix';
  try {
    const { blocks, bsize } = statfsSync('/dev/shm');
    return blocks * bsize >= GIB / 2 ? 'posix' : 'mmap';
  } catch {
    return 'mmap';
  }
}
