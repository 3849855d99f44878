import { abortOnSignals } from '../../src/platform/cli/signals.ts';
import { runCli, type TopCommand } from '../../src/platform/cli/run-cli.ts';

/** A process with a small command line of its own, to see what pipes and signals do to it. */
const commands: TopCommand[] = [
  {
    name: 'lines',
    summary: 'Print lines until stopped',
    load: () =>
      Promise.resolve((program, session) => {
        program.command('lines').action(async () => {
          for (let line = 1; !session.signal.aborted; line += 1) {
            session.print(`line ${line}`);
            await new Promise((resolve) => setTimeout(resolve, 1));
          }
          session.note('stopped cleanly');
        });
      }),
  },
  {
    name: 'wait',
    summary: 'Wait to be interrupted',
    load: () =>
      Promise.resolve((program, session) => {
        program.command('wait').action(async () => {
          session.note('waiting');
          await new Promise((_, reject) => {
            const alive = setInterval(() => undefined, 1000);
            session.signal.addEventListener('abort', () => {
              clearInterval(alive);
              reject(session.signal.reason as Error);
            });
          });
        });
      }),
  },
  {
    name: 'deaf',
    summary: 'Ignore the first signal',
    load: () =>
      Promise.resolve((program, session) => {
        program.command('deaf').action(async () => {
          session.note('waiting');
          session.signal.addEventListener('abort', () => session.note('heard'));
          await new Promise((resolve) => setTimeout(resolve, 30_000));
        });
      }),
  },
];

process.exitCode = await runCli(process.argv.slice(2), commands, {
  version: '1.2.3',
  description: 'A sample',
  controller: abortOnSignals(),
});
