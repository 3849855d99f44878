import type { Tx } from '../../../../kernel/context.ts';
import { configsIn, foldersAround, moduleOf, objectOf } from '../../domain/build-rules.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { Build, Config } from '../../schemas-impact.ts';
import { findBuildNames, findBuilds } from '../queries/find-builds.ts';
import type { BuildNameRow } from '../queries/find-builds.ts';
import type { IndexRef } from '../queries/find-index.ts';

export interface Builds {
  builds: Build[];
  /** Symbols that decide whether the changed files are built, nearest first. */
  configs: Config[];
  /** Of the changed files, then of callers. */
  modules: string[];
}

/** What files are built into, and the Kconfig symbols on the way down to them. */
export async function gatherBuilds(
  tx: Tx,
  index: IndexRef,
  changed: readonly string[],
  callers: readonly string[],
): Promise<Builds> {
  const sources = new Map<string, string>();
  for (const path of [...changed, ...callers]) {
    const object = objectOf(path);
    if (object !== undefined && !sources.has(object)) sources.set(object, path);
  }
  const isChanged = new Set(changed);
  const rows = await findBuilds(tx, index, [...sources.keys()]);
  const folders = await folderRules(
    tx,
    index,
    rows.map(({ makefile }) => makefile),
  );
  const all = rows.map((row): { build: Build; rule: string } => {
    const around = foldersAround(row.makefile).flatMap((folder) => folders.get(folder) ?? []);
    const file = sources.get(row.object)!;
    const build: Build = {
      file,
      module: row.name,
      rule: row.signature,
      configs: configsIn(row.signature, row.whole_signature, ...around.map(({ signature }) => signature)),
      makefile: row.makefile,
      line: row.line,
      change: isChanged.has(file) ? 'changed' : 'caller',
    };
    return { build, rule: row.whole_signature ?? row.signature };
  });
  const ofChanged = all.filter(({ build }) => build.change === 'changed');
  const ordered = [...ofChanged, ...all.filter(({ build }) => build.change === 'caller')];
  const names = [...new Set(ordered.flatMap(({ build }) => build.configs.map(plainName)))];
  const definitions = new Map<string, BuildNameRow>();
  for (const row of await findBuildNames(tx, index, 'C', names)) {
    if (!definitions.has(row.name)) definitions.set(row.name, row);
  }
  const signatureOf = (config: string): string | undefined =>
    definitions.get(plainName(config))?.signature ?? undefined;
  const modules = ordered.map(({ build, rule }) => moduleOf(build.module, rule, signatureOf));
  return {
    builds: ordered.map(({ build }) => build),
    configs: describeConfigs(
      ofChanged.map(({ build }) => build),
      definitions,
    ),
    modules: [...new Set(modules)],
  };
}

async function folderRules(
  tx: Tx,
  index: IndexRef,
  makefiles: readonly string[],
): Promise<Map<string, BuildNameRow[]>> {
  const folders = [...new Set(makefiles.flatMap(foldersAround))];
  return groupBy(await findBuildNames(tx, index, 'B', folders), ({ name }) => name);
}

function describeConfigs(builds: readonly Build[], definitions: ReadonlyMap<string, BuildNameRow>): Config[] {
  const found = new Map<string, Config>();
  for (const { configs, makefile, line, rule, file } of builds) {
    for (const name of configs) {
      const definition = definitions.get(plainName(name));
      if (found.has(name)) continue;
      found.set(name, {
        name,
        why: rule.includes(name)
          ? `${makefile}:${line} ${rule}`
          : `decides about a folder on the way to ${file}`,
        file: definition?.path ?? null,
        line: definition?.line ?? null,
        signature: definition?.signature ?? null,
      });
    }
  }
  return [...found.values()];
}

function plainName(config: string): string {
  return config.replace(/^!/, '');
}
