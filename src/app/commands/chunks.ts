import path from 'node:path';
import type { Command } from 'commander';
import { verifyChunks } from '../../contexts/indexing/index.ts';
import { formatBytes, formatPlural } from '../../platform/cli/format.ts';
import { examplesText } from '../../platform/cli/run-cli.ts';
import type { CliSession } from '../../platform/cli/session.ts';

/** `keelson chunks …`: what is done with chunk files without a database. */
export function registerChunks(program: Command, session: CliSession): void {
  const chunks = program.command('chunks').description('Check chunk files against their manifest');
  chunks
    .command('verify')
    .description('Check that every chunk of a manifest is there, whole and unchanged')
    .argument('<manifest>', 'the manifest, or the folder it is in')
    .addHelpText('after', examplesText(['keelson chunks verify /tmp/chunks/manifest.json']))
    .action((given: string) => {
      const file = given.endsWith('.json') ? given : path.join(given, 'manifest.json');
      const { manifest_id, total_chunks, total_size_bytes } = verifyChunks(file);
      if (session.json)
        session.printJson({ manifest: path.resolve(file), manifest_id, total_chunks, total_size_bytes });
      else
        session.print(
          `${formatPlural(total_chunks, 'chunk')} (${formatBytes(total_size_bytes)}) as the manifest says`,
        );
    });
}
