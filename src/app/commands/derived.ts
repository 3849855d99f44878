import type { Command } from 'commander';
import type { AnyOperation } from '../../kernel/operation.ts';
import { buildCommands, type Invoke } from '../../platform/cli/build-commands.ts';
import type { RegisterCommand } from '../../platform/cli/run-cli.ts';
import type { CliSession } from '../../platform/cli/session.ts';
import { allOperations } from '../catalogue.ts';
import { reach } from '../reach.ts';

/** The commands below one first word, as the operations describe them. */
export function registerDerived(word: string): RegisterCommand {
  return (program: Command, session: CliSession) => {
    const operations = allOperations({}).filter((operation) => firstWord(operation) === word);
    const invoke: Invoke = async (operation, input, options) => {
      // The first key is made on the machine; whoever may read its home needs none.
      const way = await reach(session, { withoutKey: word === 'keys' });
      try {
        return await way.invoke(operation, input, options);
      } finally {
        await way.close();
      }
    };
    buildCommands(program, operations, invoke, session);
  };
}

function firstWord(operation: AnyOperation): string | undefined {
  return operation.cli?.command?.split(' ')[0];
}
