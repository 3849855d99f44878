/**
 * `npm run bench -- calls-vs-cscope [--tree DIR] [--cscope DIR] [--names N] [--closure NAME] [--show CLASS]`: direct
 * callers and call sites of random functions of a Linux kernel, ours against cscope's, and what leads to one function
 * (`vfs_read`) within three steps, on an index that is already loaded (`keelson index DIR`). Every difference is put into
 * a class by the source line it stands on; `--show all` lists them. Neither tool runs the preprocessor, so agreement is
 * not truth.
 */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openTarget } from '../src/app/open-target.ts';
import { readSettings } from '../src/app/settings.ts';
import type { Tx } from '../src/kernel/context.ts';
import { findIndex, type IndexRef } from '../src/contexts/indexing/store/queries/find-index.ts';
import { pageCallers } from '../src/contexts/indexing/store/queries/page-callers.ts';
import { LOCAL_TENANT } from '../src/kernel/ids.ts';
import { renderTable } from '../src/platform/cli/table.ts';
import { openDatabase } from '../src/platform/db/open-database.ts';
import { silentLog } from '../src/platform/log/create-log.ts';
import { type ClosureCall, cscopeClosure, ourClosure } from './support/closure-calls.ts';
import { cscopeCallers, ensureCscope } from './support/cscope-calls.ts';
import { kernelTree } from './support/kernel-tree.ts';

const { values } = parseArgs({
  options: {
    tree: { type: 'string' },
    cscope: { type: 'string' },
    names: { type: 'string', default: '200' },
    closure: { type: 'string', default: 'vfs_read' },
    show: { type: 'string' },
  },
});
const tree = kernelTree(values.tree);
const folder = values.cscope ?? mkdtempSync(path.join(tmpdir(), 'keelson-bench-cscope-'));

/** A call site, and the caller as we name it. */
interface Site {
  caller: string | null;
}

async function withIndex<Result>(work: (tx: Tx, index: IndexRef) => Promise<Result>): Promise<Result> {
  const opened = await openTarget(await readSettings({}), silentLog);
  const database = openDatabase(opened.target);
  try {
    return await database.reading(LOCAL_TENANT, async (tx) =>
      work(tx, await findIndex(tx, LOCAL_TENANT, tree)),
    );
  } finally {
    await database.close();
    await opened.release();
  }
}

async function ourCallers(tx: Tx, index: IndexRef): Promise<Map<string, Map<string, Site>>> {
  const chosen = await tx.query<{ name: string }>({
    sql: `select name from (select distinct s.name from keelson.index_symbol s
        join keelson.index_file f on f.index_id = s.index_id and f.file_id = s.file_id
        where s.index_id = $1 and s.kind = 'f' and f.language = 'c' and f.path ~ '\\.[ch]$') named
      order by md5(name) limit $2`,
    parameters: [index.id, Number(values.names)],
  });
  const callers = new Map<string, Map<string, Site>>();
  for (const { name } of chosen) {
    const sites = new Map<string, Site>();
    let cursor: string | undefined;
    do {
      const page = await pageCallers(tx, index, name, 500, cursor);
      for (const { path: file, site, name: caller } of page.sites) {
        if (/\.[ch]$/.test(file)) sites.set(`${file}:${site.line}`, { caller });
      }
      cursor = page.next;
    } while (cursor !== undefined);
    callers.set(name, sites);
  }
  return callers;
}

/** Lines of a file of the tree, around one. */
function source(site: string, before: number): { line: string; above: string } {
  const at = site.lastIndexOf(':');
  const lines = readFileSync(path.join(tree, site.slice(0, at)), 'latin1').split('\n');
  const number = Number(site.slice(at + 1));
  return {
    line: lines[number - 1] ?? '',
    above: lines.slice(Math.max(0, number - 1 - before), number - 1).join('\n'),
  };
}

const TYPE_WORD = /\b(?:static|extern|inline|int|void|struct|long|bool|unsigned|char|u\d+|__printf)\b/;

/** Whether the name stands behind a type on a line without an expression. */
function isDeclared(name: string, line: string): boolean {
  const head = line.slice(0, line.search(new RegExp(`\\b${name}\\s*\\(`)));
  return TYPE_WORD.test(head) && !/[=;{}?:+|&]|\breturn\b/.test(head);
}

/** Why only one side has a call, as far as its line tells. */
function classify(name: string, site: string, side: 'ours' | 'cscope', caller: string | null): string {
  const { line, above } = source(site, 1);
  const inDefine = /^\s*#\s*define\b/.test(line) || /\\\s*$/.test(above);
  if (inDefine) return side === 'ours' ? 'body of a macro' : 'body of a macro, without a call of its own';
  if (!new RegExp(`\\b${name}\\b`).test(line)) return 'name is not on the line (put together, or a line off)';
  if (new RegExp(`(?:->|\\.)\\s*${name}\\s*\\(`).test(line)) return 'call of a member of that name';
  if (caller === null || caller === '<global>') return 'outside any function';
  if (isDeclared(name, line) || isDeclared(name, `${above} ${line}`)) return 'declaration, not a call';
  if (new RegExp(`\\b${name}\\s*\\(`).test(line)) return 'plain call';
  if (new RegExp(`\\b${name}\\s*$`).test(line)) return 'call whose parenthesis is on the next line';
  return 'name without parenthesis';
}

/** Differences by class. */
type Differences = Map<string, string[]>;

function note(differences: Differences, side: string, reason: string, what: string): void {
  const key = `${side}: ${reason}`;
  differences.set(key, [...(differences.get(key) ?? []), what]);
}

function printDifferences(differences: Differences): void {
  const rows = [...differences]
    .sort((a, b) => b[1].length - a[1].length)
    .map(([reason, list]) => [reason, list.length, list[0]!]);
  console.log(
    renderTable(
      [{ title: 'difference' }, { title: 'sites', align: 'right' }, { title: 'for example' }],
      rows,
    ),
  );
  for (const [reason, list] of differences) {
    if (values.show === 'all' || (values.show !== undefined && reason.includes(values.show))) {
      console.log(`\n${reason}\n${list.map((one) => `  ${one}`).join('\n')}`);
    }
  }
}

async function compareCallers(): Promise<void> {
  const ours = await withIndex(ourCallers);
  const theirs = await cscopeCallers(tree, folder, [...ours.keys()]);
  const differences: Differences = new Map();
  let both = 0;
  let agree = 0;
  for (const [name, sites] of ours) {
    const known = new Map(theirs.get(name)!.map((call) => [call.site, call]));
    let differs = false;
    for (const [site, { caller }] of sites) {
      if (known.has(site)) both += 1;
      else {
        differs = true;
        const reason = classify(name, site, 'ours', caller);
        note(differences, 'only ours', reason, `${name} ${site} in ${caller ?? '(file level)'}`);
      }
    }
    for (const [site, { caller }] of known) {
      if (sites.has(site)) continue;
      differs = true;
      note(
        differences,
        'only cscope',
        classify(name, site, 'cscope', caller),
        `${name} ${site} in ${caller}`,
      );
    }
    if (!differs) agree += 1;
  }
  console.log(`${ours.size} functions: ${agree} agree wholly; ${both} call sites in both`);
  printDifferences(differences);
}

const STEPS = 3;

/** Calls that one of the two follows back alone, because it takes another function of the name for the one that is meant. */
async function compareClosures(name: string): Promise<void> {
  const ours = await withIndex((tx, index) => ourClosure(tx, index, name, STEPS));
  const theirs = await cscopeClosure(tree, folder, name, STEPS);
  const keyOf = ({ callee, site }: ClosureCall): string => `${callee} ${site}`;
  const inOurs = new Map(ours.map((call) => [keyOf(call), call]));
  const inTheirs = new Map(theirs.map((call) => [keyOf(call), call]));
  const differences: Differences = new Map();
  const show = ({ callee, caller, site, depth }: ClosureCall): string =>
    `${callee} ${site} in ${caller ?? '(file level)'}, step ${depth}`;
  for (const [key, call] of inOurs) {
    if (inTheirs.has(key)) continue;
    note(differences, 'only ours', classify(call.callee, call.site, 'ours', call.caller), show(call));
  }
  for (const [key, call] of inTheirs) {
    if (inOurs.has(key)) continue;
    note(differences, 'only cscope', classify(call.callee, call.site, 'cscope', call.caller), show(call));
  }
  const both = [...inOurs.keys()].filter((key) => inTheirs.has(key)).length;
  console.log(`\n${name} within ${STEPS} steps: ${both} call sites in both`);
  printDifferences(differences);
}

ensureCscope(tree, folder);
await compareCallers();
await compareClosures(values.closure);
