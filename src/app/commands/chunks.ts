import type { Command } from 'commander';
import { formatBytes, formatPlural } from '../../platform/cli/format.ts';
import { examplesText } from '../../platform/cli/run-cli.ts';
import type { CliSession } from '../../platform/cli/session.ts';
import { cleanUp, processChunks, showStates } from '../process-chunks.ts';
import type { ProcessFlags } from '../process-chunks.ts';
import { wholeNumber } from './index-folder.ts';
import { settingsFor } from './serve.ts';

const MANIFEST = 'the manifest, the folder it is in, or the id of a registered one (default: the latest)';

/** `keelson chunks …`: chunk files on disk and in the database. */
export function registerChunks(program: Command, session: CliSession): void {
  const chunks = program.command('chunks').description('Load, watch and check chunk files');
  registerStatus(chunks, session);
  registerProcess(chunks, session);
  registerCleanup(chunks, session);
  registerVerify(chunks, session);
}

function registerStatus(chunks: Command, session: CliSession): void {
  chunks
    .command('status')
    .description('Show how far the chunks of a manifest are')
    .argument('[manifest]', MANIFEST)
    .option('--manifest <manifest>', 'the same')
    .option('--status <status>', 'only chunks in this state: pending, processing, completed or failed')
    .addHelpText('after', examplesText(['keelson chunks status', 'keelson chunks status --status failed']))
    .action(async (given: string | undefined, flags: { manifest?: string; status?: string }) => {
      await showStates(session, given ?? flags.manifest, flags.status);
    });
}

function registerProcess(chunks: Command, session: CliSession): void {
  const command = chunks
    .command('process')
    .description('Load chunk files into the index, those that are not loaded yet')
    .argument('[manifest]', MANIFEST)
    .option('--manifest <manifest>', 'the same')
    .option('--chunk-ids <ids...>', 'only these chunks')
    .option('--resume', 'go on with what is pending or failed; this is also what happens without it')
    .option('--force', 'also chunks that are completed, or have failed for good')
    .option('--parallel <chunks>', 'chunks at once, up to 10 (default: 2)', wholeNumber)
    .option('--adaptive-parallelism', 'take more or fewer chunks at once as memory allows')
    .option('--no-adaptive-parallelism', 'always as many as --parallel says (the default)')
    .option('--max-memory-mb <megabytes>', 'memory the loading process may take', wholeNumber)
    .option(
      '--checksum-policy <policy>',
      'what a wrong checksum means: strict, warn or skip (default: strict)',
    )
    .option('--repository <path>', 'load the index under this path instead of the manifest’s own')
    .option(
      '--cleanup-stuck <minutes>',
      'first take back chunks processing for longer than this',
      wholeNumber,
    );
  command
    .addOption(
      command
        .createOption('--fail-at-chunk <ordinal>', 'for tests: fail at this chunk and stop')
        .argParser(wholeNumber)
        .hideHelp(),
    )
    .addHelpText(
      'after',
      examplesText([
        'keelson chunks process /tmp/chunks/manifest.json',
        'keelson chunks process --resume --parallel 4 --max-memory-mb 1000',
        'keelson chunks process --chunk-ids fs_001 mm_001 --force',
      ]),
    )
    .action((given: string | undefined, flags: ProcessFlags) =>
      processChunks(session, given ?? flags.manifest, flags),
    );
}

function registerCleanup(chunks: Command, session: CliSession): void {
  chunks
    .command('cleanup')
    .description('Make chunks pending again that have been processing for too long')
    .argument('[manifest]', MANIFEST)
    .option('--manifest <manifest>', 'the same')
    .option('--cleanup-stuck <minutes>', 'longer than this (default: 30)', wholeNumber)
    .addHelpText('after', examplesText(['keelson chunks cleanup --cleanup-stuck 10']))
    .action(async (given: string | undefined, flags: { manifest?: string; cleanupStuck?: number }) => {
      await cleanUp(session, given ?? flags.manifest, flags.cleanupStuck);
    });
}

function registerVerify(chunks: Command, session: CliSession): void {
  chunks
    .command('verify')
    .description('Check that every chunk of a manifest is there, whole and unchanged')
    .argument('<manifest>', 'the manifest, the folder it is in, or the id of one in the chunk store')
    .addHelpText('after', examplesText(['keelson chunks verify /tmp/chunks/manifest.json']))
    .action(async (given: string) => {
      const { verifyManifest } = await import('../verify-manifest.ts');
      const verified = await verifyManifest(await settingsFor(session, {}), given);
      if (session.json) return session.printJson(verified);
      const { total_chunks: chunks, total_size_bytes: bytes } = verified;
      session.print(`${formatPlural(chunks, 'chunk')} (${formatBytes(bytes)}) as the manifest says`);
    });
}
