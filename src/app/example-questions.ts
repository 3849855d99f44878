import { z } from 'zod';
import type { CliSession } from '../platform/cli/session.ts';
import { allOperations } from './catalogue.ts';
import type { Reach } from './reach.ts';

const Examples = z.object({
  repositories: z.array(z.object({ path: z.string(), examples: z.array(z.string()) })),
});

/** Up to three commands with symbols of this repository; none where it has no function that anything calls. */
export async function exampleQuestions(
  session: CliSession,
  way: Reach,
  repository: string,
): Promise<string[]> {
  const operation = allOperations({}).find((one) => one.name === 'indexing.list_repositories')!;
  const answer = Examples.parse(
    await way.invoke(operation, { examples: true, repository }, { signal: session.signal }),
  );
  const [first, second] = answer.repositories.find((one) => one.path === repository)?.examples ?? [];
  if (first === undefined) return [];
  return [
    `keelson query callers ${first}`,
    `keelson query symbol ${second ?? first}`,
    `keelson query search ${(second ?? first).slice(0, 6)}`,
  ];
}
