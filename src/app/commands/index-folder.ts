import path from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { AppError } from '../../kernel/errors.ts';
import { isGitUrl } from '../../platform/git/git-url.ts';
import type { CliSession } from '../../platform/cli/session.ts';
import { examplesText } from '../../platform/cli/run-cli.ts';
import { indexFolder, queueOperations } from '../follow-index.ts';
import { renderSummary } from '../index-summary.ts';
import { tellDryRun } from '../tell-dry-run.ts';
import { reach } from '../reach.ts';
import { watchIndex } from '../watch-index.ts';

interface IndexFlags {
  out?: string;
  chunkSize?: string;
  parallel?: number;
  subsystem?: string;
  incremental?: boolean;
  ref?: string;
  force?: boolean;
  watch?: boolean;
  include?: string[];
  exclude?: string[];
  language?: string[];
  recursive?: boolean;
  dryRun?: boolean;
  shards?: number | 'auto';
  load: boolean;
}

/** A count on the command line. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

const collected = (text: string, earlier: string[] | undefined): string[] => [...(earlier ?? []), text];

/** The options that `index` and `up` share. */
export function addIndexOptions(command: Command): Command {
  return command
    .option('--chunk-size <size>', 'largest chunk file, e.g. 50MB or 64MiB (default: 50MB)')
    .option(
      '--parallel <threads>',
      'scan threads (default: as many as the machine has cores, at most 4)',
      wholeNumber,
    )
    .option('--ref <ref>', 'branch, tag or commit of a repository that is given by its URL')
    .option('--include <glob>', 'only files that match, e.g. *.c or src/**/*.ts (may be repeated)', collected)
    .option('--exclude <glob>', 'not the files that match (may be repeated)', collected)
    .option('--language <name>', 'only files in this language (may be repeated)', collected)
    .option('--no-recursive', 'only the files that are straight in the folder')
    .option('--dry-run', 'write nothing: say which files, bytes and languages would be read');
}

/** A command that stays has no one answer, and chunk files alone answer nothing. */
function refuseWatch(session: CliSession, folder: string, { force, load, dryRun }: IndexFlags): void {
  const given = [
    isGitUrl(folder) && 'the URL of a repository',
    session.json && '--json',
    force === true && '--force',
    dryRun === true && '--dry-run',
    !load && '--no-load',
  ];
  const other = given.find((flag) => flag !== false);
  if (other === undefined) return;
  throw new AppError('invalid', 'invalid_input', `--watch does not go together with ${other}`);
}

/** What the first job reads, when that is a folder of this machine. */
export function localFolder(folder: string): { folder?: string } {
  return isGitUrl(folder) ? {} : { folder };
}

/** The request of `jobs.submit_index`; paths are made absolute here, because the server may stand elsewhere. */
export function indexRequest(folder: string, flags: Partial<IndexFlags>): Record<string, unknown> {
  return {
    ...(isGitUrl(folder) ? { repository_url: folder } : { folder_path: path.resolve(folder) }),
    ...(flags.ref === undefined ? {} : { ref: flags.ref }),
    ...(flags.out === undefined ? {} : { output_dir: path.resolve(flags.out) }),
    ...(flags.chunkSize === undefined ? {} : { chunk_size: flags.chunkSize }),
    ...(flags.parallel === undefined ? {} : { parallel: flags.parallel }),
    ...(flags.subsystem === undefined ? {} : { subsystem: flags.subsystem }),
    ...(flags.incremental === undefined ? {} : { incremental: flags.incremental }),
    ...(flags.force === undefined ? {} : { force: flags.force }),
    ...(flags.shards === undefined ? {} : { shards: flags.shards }),
    ...(flags.load === false ? { no_load: true } : {}),
    ...(flags.include === undefined ? {} : { include_patterns: flags.include }),
    ...(flags.exclude === undefined ? {} : { exclude_patterns: flags.exclude }),
    ...(flags.language === undefined ? {} : { supported_languages: flags.language }),
    ...(flags.recursive === false ? { recursive: false } : {}),
    ...(flags.dryRun === undefined ? {} : { dry_run: flags.dryRun }),
  };
}

/** `keelson index PATH`. */
export function registerIndex(program: Command, session: CliSession): void {
  const command = program
    .command('index')
    .description('Index a folder or a git repository through the queue and follow the job')
    .argument('<path>', 'folder to index, or the URL of a repository')
    .option('--out <folder>', 'where the chunk files and the manifest go (default: below the home folder)')
    .option('--subsystem <name>', 'only this part of the tree, e.g. fs or drivers/net')
    .option('--incremental', 'only what has changed since the last run')
    .option('--watch', 'stay, and index what changes until Ctrl-C')
    .option('--force', 'index again even when nothing has changed')
    .option(
      '--shards <number>',
      'share the scan out to so many jobs for several workers; auto goes by the size',
      (text: string) => (text === 'auto' ? text : wholeNumber(text)),
    )
    .option('--no-load', 'write chunk files only, load nothing into the database')
    .addHelpText(
      'after',
      examplesText([
        'keelson index ~/src/linux',
        'keelson index . --incremental',
        'keelson index https://github.com/torvalds/linux --ref v6.1',
        'keelson index . --watch',
        'keelson index . --language python --exclude tests/ --dry-run',
        'keelson index . --no-load --out /tmp/chunks --chunk-size 20MB',
      ]),
    );
  addIndexOptions(command).action(async (folder: string, flags: IndexFlags) => {
    if (flags.watch === true) refuseWatch(session, folder, flags);
    const way = await reach(session, { worker: true, ...localFolder(folder) });
    try {
      const follow = { invoke: way.invoke, operations: await queueOperations(), session };
      if (flags.dryRun === true) return await tellDryRun(follow, indexRequest(folder, flags));
      const summary = await indexFolder(follow, indexRequest(folder, flags));
      if (session.json) session.printJson(summary);
      else session.print(renderSummary(summary));
      if (flags.watch === true) await watchIndex(follow, indexRequest(folder, flags));
    } finally {
      await way.close();
    }
  });
}
