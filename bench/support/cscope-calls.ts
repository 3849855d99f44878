import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { listCSources } from './list-c-sources.ts';

/** A call as cscope lists it. */
export interface CscopeCall {
  /** `file:line`, the file below the tree. */
  site: string;
  /** The calling function as cscope names it. */
  caller: string;
  text: string;
}

/** Builds cscope's database of a tree in `folder`, unless it is there: 2 to 3 minutes and 2 GB for a Linux kernel. */
export function ensureCscope(tree: string, folder: string): void {
  if (existsSync(path.join(folder, 'cscope.po.out'))) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'cscope.files'), `${listCSources(tree).sort().join('\n')}\n`);
  process.stderr.write(`building cscope's database in ${folder}\n`);
  const { status } = spawnSync('cscope', ['-b', '-q', '-k'], { cwd: folder, stdio: 'inherit' });
  if (status !== 0) throw new Error('cscope could not build its database');
}

/** Asks cscope who calls these functions. */
export async function cscopeCallers(
  tree: string,
  folder: string,
  names: readonly string[],
): Promise<Map<string, CscopeCall[]>> {
  const child = spawn('cscope', ['-d', '-q', '-l'], { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (part: Buffer) => (output += part.toString('latin1')));
  child.stdin.end(`${names.map((name) => `3${name}`).join('\n')}\n`);
  await new Promise((resolve) => child.on('close', resolve));
  const lines = output.split('\n');
  const answers = new Map<string, CscopeCall[]>();
  let at = 0;
  for (const name of names) {
    // `>> cscope: N lines`, then N lines.
    const count = Number(/cscope: (\d+) lines/.exec(lines[at] ?? '')?.[1] ?? 0);
    answers.set(
      name,
      lines.slice(at + 1, at + 1 + count).map((line) => toCall(tree, line)),
    );
    at += 1 + count;
  }
  return answers;
}

function toCall(tree: string, line: string): CscopeCall {
  const [file = '', caller = '', number = ''] = line.split(' ', 3);
  const text = line.split(' ').slice(3).join(' ');
  return { site: `${path.relative(tree, file)}:${number}`, caller, text };
}
