import type { AnyOperation } from '../../src/kernel/operation.ts';
import { IMPORT_SOURCES } from './import-sources.ts';
import { indexDatabase } from './index-database.ts';
import { loadTree } from './load-tree.ts';
import { caller, runnerOn } from './runner.ts';

/** What of an answer is looked at. */
export interface Answer {
  includes: { site: { line: number }; target: string; file: string | null; candidates: number }[];
  includers: { file: string; line: number; depth: number }[];
  callers: Call[];
  callees: Call[];
  edges: {
    from: string;
    to: string | null;
    confidence: string;
    evidence: { kind: string; detail?: string };
  }[];
}

export interface Call {
  name: string | null;
  call_site: { file: string; line: number };
  resolves_to: { file: string } | null;
  candidates: number;
  evidence?: { kind: string; detail?: string };
}

/** A database with each of {@link IMPORT_SOURCES} as `/src/<language>`, and a way to ask it. */
export async function importIndex(): Promise<{
  ask: (operation: AnyOperation, input: object) => Promise<Answer>;
  drop: () => Promise<void>;
}> {
  const db = await indexDatabase();
  const run = runnerOn(db.database);
  for (const [language, sources] of Object.entries(IMPORT_SOURCES)) {
    await loadTree(db.database, `/src/${language}`, sources);
  }
  return {
    ask: (operation, input) => run(operation, caller(), input) as Promise<Answer>,
    drop: () => db.drop(),
  };
}
