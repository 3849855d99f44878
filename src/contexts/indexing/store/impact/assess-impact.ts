import type { z } from 'zod';
import type { Tx } from '../../../../kernel/context.ts';
import { rateRisks } from '../../domain/rate-risks.ts';
import type { Config, ImpactAnswer, ImpactInput } from '../../schemas-impact.ts';
import { kindOfLetter } from '../decode/symbol-kinds.ts';
import { findEntrypointsOf } from '../graph/read-entrypoints.ts';
import type { ReadyIndex } from '../queries/find-index.ts';
import { listOwners } from '../queries/list-owners.ts';
import { chooseCites } from './choose-cites.ts';
import { gatherBuilds } from './gather-builds.ts';
import { gatherBuildChanges } from './gather-build-changes.ts';
import { gatherCallers } from './gather-callers.ts';
import { gatherMentions } from './gather-mentions.ts';
import { gatherIncluders } from './gather-includers.ts';
import { gatherTests } from './gather-tests.ts';
import { locateChanges } from './locate-changes.ts';

/** Files of direct callers whose modules are named. */
const MOST_CALLER_FILES = 200;
/** Changed files whose includers are looked for. */
const MOST_INCLUDED = 50;
/** Files and owners an answer lists. */
const MOST_LISTED = 500;
const MOST_OWNERS = 50;

/** What a change reaches, and who and what has to do with it. */
export async function assessImpact(
  tx: Tx,
  index: ReadyIndex,
  input: z.output<typeof ImpactInput>,
): Promise<ImpactAnswer> {
  const located = await locateChanges(tx, index, input);
  const { symbols, files } = located;
  const names = [...new Set(symbols.map(({ name }) => name))];
  const reached = await gatherCallers(tx, index, symbols, input.depth);
  const direct = reached.callers.filter(({ depth }) => depth === 1).map(({ symbol }) => symbol.path);
  const callerFiles = [...new Set(direct)];
  const mentions = await gatherMentions(tx, index, symbols);
  const includers = await gatherIncluders(tx, index, files.slice(0, MOST_INCLUDED));
  const including = includers.flatMap((header) => header.files);
  const built = await gatherBuilds(tx, index, files, callerFiles.slice(0, MOST_CALLER_FILES));
  const rebuilt = await gatherBuildChanges(tx, index, symbols);
  const owners = await listOwners(tx, index, files);
  const reaching = [...reached.callers.map(({ symbol }) => symbol.path), ...mentions.files, ...including];
  const tests = await gatherTests(tx, index, files, reaching, owners.related);
  const entrypoints = await findEntrypointsOf(tx, index, names);
  const configs = uniqueConfigs([...rebuilt.configs, ...built.configs]);
  const risks = rateRisks({
    files,
    entrypoints: entrypoints.filter(({ symbol, file }) => isOfChange(symbols, symbol, file)),
    callers: reached.counts,
    includers,
    tableEntries: mentions.tableEntries,
    unowned: owners.isKnown ? owners.unowned : undefined,
    orphaned: owners.maintainers
      .filter(({ status }) => /orphan|obsolete/i.test(status ?? ''))
      .map(({ section }) => section),
    hasTests: tests.length > 0,
  });
  const all = [...new Set([...files, ...reaching])];
  return {
    configs: configs.map(({ name }) => name),
    modules: [...new Set([...rebuilt.modules, ...built.modules])],
    tests: tests.slice(0, MOST_LISTED),
    owners: namesOf(owners.maintainers),
    risks,
    cites: chooseCites({ symbols, callers: reached.callers, configs, builds: built.builds, ...owners }),
    changed: symbols.map(({ name, kind, path, line, endLine }) => ({
      name,
      kind: kindOfLetter(kind),
      file: path,
      line,
      end_line: endLine,
      callers: reached.counts.get(name) ?? 0,
    })),
    functions: reached.callers.slice(0, input.limit).map(({ symbol, depth, callee }) => ({
      name: symbol.name,
      file: symbol.path,
      line: symbol.line,
      depth,
      calls: callee,
    })),
    files: all.slice(0, MOST_LISTED),
    builds: built.builds,
    config_details: configs,
    maintainers: owners.maintainers,
    unknown: located.unknown,
    cut: [
      ...located.cut,
      ...reached.cut,
      ...(reached.callers.length > input.limit
        ? [`${input.limit} of ${reached.callers.length} callers are named; raise limit`]
        : []),
      ...(all.length > MOST_LISTED ? [`${MOST_LISTED} of ${all.length} files are named`] : []),
      ...(callerFiles.length > MOST_CALLER_FILES
        ? [`Modules of ${MOST_CALLER_FILES} of ${callerFiles.length} calling files are named`]
        : []),
      ...(files.length > MOST_INCLUDED
        ? [`Includers of ${MOST_INCLUDED} of ${files.length} files were looked for`]
        : []),
      ...mentions.cut,
      ...owners.cut,
    ],
    repository: index.repository,
    index: index.freshness,
  };
}

/** An entry point of the same name in another file is that file's, unless it exports what is defined elsewhere. */
function isOfChange(
  symbols: readonly { name: string; path: string }[],
  symbol: string,
  path: string,
): boolean {
  return symbols.some((changed) => changed.name === symbol && changed.path === path);
}

function uniqueConfigs(configs: readonly Config[]): Config[] {
  const byName = new Map<string, Config>();
  for (const config of configs) if (!byName.has(config.name)) byName.set(config.name, config);
  return [...byName.values()];
}

/** People who look after the files in particular; those who take everything only where there is nobody else. */
function namesOf(maintainers: ImpactAnswer['maintainers']): string[] {
  const particular = maintainers.filter(({ fallback }) => !fallback);
  const asked = particular.length > 0 ? particular : maintainers;
  const people = asked.flatMap((section) => section.people);
  const names = people.map(({ name, email }) => (name === null ? email : `${name} <${email}>`));
  return [...new Set(names)].slice(0, MOST_OWNERS);
}
