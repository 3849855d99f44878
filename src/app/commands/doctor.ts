import type { Command } from 'commander';
import type { CliSession } from '../../platform/cli/session.ts';
import { paint } from '../../platform/cli/terminal.ts';
import { type Finding, runChecks } from '../run-checks.ts';
import { settingsFor } from './serve.ts';

const MARKS = { ok: paint.green('✓'), warning: paint.yellow('!'), failed: paint.red('✗') } as const;

/** `keelson doctor`: exit 1 when anything is wrong. */
export function registerDoctor(program: Command, session: CliSession): void {
  program
    .command('doctor')
    .description(
      'Check the machine, the data folder and the database, and say what to do about what is wrong',
    )
    .action(async () => {
      const findings = await runChecks(await settingsFor(session, {}));
      const healthy = findings.every((finding) => finding.status !== 'failed');
      if (session.json) session.printJson({ healthy, findings });
      else session.print(findings.map(render).join('\n'));
      if (!healthy) session.exitCode = 1;
    });
}

function render({ status, check, detail, advice }: Finding): string {
  return `${MARKS[status]} ${check}: ${detail}${advice === undefined ? '' : `\n    ${advice}`}`;
}
