/**
 * `npm run bench -- calls-vs-cscope [--tree DIR] [--cscope DIR] [--names N] [--show CLASS]`: direct callers and call
 * sites of random functions of a Linux kernel, ours against cscope's, on an index that is already loaded
 * (`keelson index DIR`). Every difference is put into a class by the source line it stands on; `--show all` lists them.
 * Neither tool runs the preprocessor, so agreement is not truth.
 */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openTarget } from '../src/app/open-target.ts';
import { readSettings } from '../src/app/settings.ts';
import { findIndex } from '../src/contexts/indexing/store/queries/find-index.ts';
import { pageCallers } from '../src/contexts/indexing/store/queries/page-callers.ts';
import { LOCAL_TENANT } from '../src/kernel/ids.ts';
import { renderTable } from '../src/platform/cli/table.ts';
import { openDatabase } from '../src/platform/db/open-database.ts';
import { silentLog } from '../src/platform/log/create-log.ts';
import { cscopeCallers, ensureCscope } from './support/cscope-calls.ts';
import { kernelTree } from './support/kernel-tree.ts';

const { values } = parseArgs({
  options: {
    tree: { type: 'string' },
    cscope: { type: 'string' },
    names: { type: 'string', default: '200' },
    show: { type: 'string' },
  },
});
const tree = kernelTree(values.tree);
const folder = values.cscope ?? mkdtempSync(path.join(tmpdir(), 'keelson-bench-cscope-'));

/** A call site, and the caller as we name it. */
interface Site {
  caller: string | null;
}

async function ourCallers(): Promise<Map<string, Map<string, Site>>> {
  const opened = await openTarget(await readSettings({}), silentLog);
  const database = openDatabase(opened.target);
  try {
    return await database.tenant(LOCAL_TENANT, async (tx) => {
      const index = await findIndex(tx, LOCAL_TENANT, tree);
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
    });
  } finally {
    await database.close();
    await opened.release();
  }
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

ensureCscope(tree, folder);
const ours = await ourCallers();
const theirs = await cscopeCallers(tree, folder, [...ours.keys()]);
let both = 0;
let agree = 0;
const classes = new Map<string, string[]>();
function note(side: string, reason: string, what: string): void {
  const key = `${side}: ${reason}`;
  classes.set(key, [...(classes.get(key) ?? []), what]);
}
for (const [name, sites] of ours) {
  const known = new Map(theirs.get(name)!.map((call) => [call.site, call]));
  let differs = false;
  for (const [site, { caller }] of sites) {
    if (known.has(site)) both += 1;
    else {
      differs = true;
      note(
        'only ours',
        classify(name, site, 'ours', caller),
        `${name} ${site} in ${caller ?? '(file level)'}`,
      );
    }
  }
  for (const [site, { caller }] of known) {
    if (sites.has(site)) continue;
    differs = true;
    note('only cscope', classify(name, site, 'cscope', caller), `${name} ${site} in ${caller}`);
  }
  if (!differs) agree += 1;
}
console.log(`${ours.size} functions: ${agree} agree wholly; ${both} call sites in both`);
const rows = [...classes]
  .sort((a, b) => b[1].length - a[1].length)
  .map(([reason, list]) => [reason, list.length, list[0]!]);
console.log(
  renderTable([{ title: 'difference' }, { title: 'sites', align: 'right' }, { title: 'for example' }], rows),
);
for (const [reason, list] of classes) {
  if (values.show === 'all' || (values.show !== undefined && reason.includes(values.show))) {
    console.log(`\n${reason}\n${list.map((one) => `  ${one}`).join('\n')}`);
  }
}
