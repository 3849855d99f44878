import type { FileRecords, SymbolRecord } from '../../../records.ts';
import { forEachLine } from '../../for-each-line.ts';
import { joinPath } from '../../join-path.ts';
import { namesIn } from './names-in.ts';

// Kconfig as the kernel's Documentation/kbuild/kconfig-language.rst describes it. A symbol is named CONFIG_X, as code
// and Makefiles name it, and refers to what it depends on, selects or implies, itself or by the blocks it stands in.

interface Reference {
  name: string;
  line: number;
}

/** An `if`, `menu` or `choice` that is open, and what everything in it depends on. */
interface Block {
  ends: string;
  depends: Reference[];
}

/** A symbol whose properties are being read. */
interface Entry {
  symbol: SymbolRecord;
  index: number;
  type: string;
  prompt: string;
  depends: string[];
}

/** Deeper blocks are not code. */
const DEEPEST = 100;
/** References a symbol takes over from the blocks around it. */
const MOST_INHERITED = 64;

const TYPES = new Set(['bool', 'tristate', 'string', 'hex', 'int', 'def_bool', 'def_tristate', 'boolean']);
const ENDS: Readonly<Record<string, string>> = { if: 'endif', menu: 'endmenu', choice: 'endchoice' };

/** The symbols of a Kconfig file. */
export function extractKconfig(source: string, path: string): FileRecords {
  const records: FileRecords = { symbols: [], calls: [], imports: [], entrypoints: [] };
  const blocks: Block[] = [];
  let entry: Entry | undefined;
  /** The block whose own properties are being read. */
  let heading: Block | undefined;
  /** Indentation of the help text being skipped: -1 outside one, 0 before its first line. */
  let help = -1;

  const refer = (names: readonly string[], line: number): void => {
    for (const name of names) {
      if (entry) records.calls.push({ caller: entry.index, name, line, type: 'direct' });
      else heading?.depends.push({ name, line });
    }
  };

  const open = (name: string, line: number): void => {
    if (name === '') return;
    const symbol: SymbolRecord = { name: `CONFIG_${name}`, kind: 'config', line, endLine: line };
    entry = { symbol, index: records.symbols.length, type: '', prompt: '', depends: [] };
    records.symbols.push(symbol);
    const inherited = blocks.flatMap(({ depends }) => depends).slice(0, MOST_INHERITED);
    for (const { name: needed, line: at } of inherited) {
      records.calls.push({ caller: entry.index, name: needed, line: at, type: 'direct' });
    }
  };

  const close = (): void => {
    if (entry) entry.symbol.signature = signatureOf(entry);
    entry = undefined;
    heading = undefined;
  };

  const openBlock = (word: string, rest: string, line: number): void => {
    const depends = word === 'if' ? namesIn(rest).map((name) => ({ name, line })) : [];
    const block = { ends: ENDS[word]!, depends };
    if (blocks.length < DEEPEST) blocks.push(block);
    if (word !== 'if') heading = block;
  };

  const readProperty = (word: string, rest: string, line: number): void => {
    if (word === 'depends') {
      const expression = rest.replace(/^on\b\s*/, '').replace(/\s*#.*$/, '');
      if (expression !== '') entry?.depends.push(expression);
      refer(namesIn(expression), line);
    } else if (word === 'select' || word === 'imply') refer(namesIn(rest.replace(' if ', ' && ')), line);
    else if (entry && word === 'prompt') entry.prompt ||= promptOf(rest);
    else if (entry && TYPES.has(word)) {
      entry.type ||= word.replace('def_', '').replace('boolean', 'bool');
      entry.prompt ||= word.startsWith('def_') ? '' : promptOf(rest);
    }
  };

  forEachLine(source, true, (raw, line, last) => {
    const text = raw.trim();
    if (text === '') return;
    if (help >= 0) {
      const indent = indentOf(raw);
      if (indent >= Math.max(help, 1)) {
        if (help === 0) help = indent;
        if (entry) entry.symbol.endLine = last;
        return;
      }
      help = -1;
    }
    if (text.startsWith('#')) return;
    const [, word = '', rest = ''] = /^([\w-]+)\s*(.*)$/.exec(text) ?? [];
    switch (word) {
      case 'config':
      case 'menuconfig':
        close();
        open(wordOf(rest), line);
        break;
      case 'if':
      case 'menu':
      case 'choice':
        close();
        openBlock(word, rest, line);
        break;
      case 'endif':
      case 'endmenu':
      case 'endchoice':
        close();
        if (blocks.at(-1)?.ends === word) blocks.pop();
        break;
      case 'source':
      case 'rsource':
      case 'osource':
      case 'orsource':
        close();
        records.imports.push({ target: sourceOf(word, rest, path), line });
        break;
      case 'comment':
      case 'mainmenu':
        close();
        break;
      case 'help':
        help = 0;
        break;
      default:
        if (text.startsWith('---help')) help = 0;
        else readProperty(word, rest, line);
    }
    if (entry) entry.symbol.endLine = last;
  });
  close();
  return { ...records, imports: records.imports.filter(({ target }) => target !== '') };
}

function signatureOf({ symbol, type, prompt, depends }: Entry): string {
  const needs = depends.length > 1 ? depends.map((text) => `(${text})`) : depends;
  return [
    symbol.name,
    type,
    prompt && `"${prompt}"`,
    needs.length > 0 && `depends on ${needs.join(' && ').replaceAll(/\s+/g, ' ')}`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** `"The text" if EXPR` → `The text`. */
function promptOf(rest: string): string {
  const quote = rest.charAt(0);
  if (quote !== '"' && quote !== "'") return '';
  const end = rest.indexOf(quote, 1);
  return end < 0 ? '' : rest.slice(1, end);
}

function wordOf(rest: string): string {
  return /^\w+/.exec(rest)?.[0] ?? '';
}

/** Files are named from the top of the tree, by `rsource` from the file's own folder. */
function sourceOf(word: string, rest: string, path: string): string {
  const target = /^["']?([^"'#]+)/.exec(rest)?.[1]?.trim() ?? '';
  return word.includes('rs') ? joinPath(path, target) : target;
}

/** Columns before the text; a tab goes to the next multiple of eight. */
function indentOf(raw: string): number {
  let columns = 0;
  for (let at = 0; at < raw.length; at += 1) {
    const code = raw.charCodeAt(at);
    if (code === 9) columns = (columns & ~7) + 8;
    else if (code === 32) columns += 1;
    else break;
  }
  return columns;
}
