import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasSetting, removeSetting, setSetting } from './jsonc.ts';
import { hasBlock, removeBlock, setBlock, tomlString } from './toml-block.ts';

const ENTRY = { command: 'keelson', args: ['mcp'] };
const set = (text: string) => setSetting(text, 'servers', 'keelson', ENTRY);
const remove = (text: string) => removeSetting(text, 'servers', 'keelson');

/** JSON with comments and trailing commas, as a value, for comparison. */
function read(text: string): Record<string, Record<string, unknown>> {
  const keepStrings = (pattern: string) => new RegExp(`("(?:[^"\\\\]|\\\\.)*")|${pattern}`, 'g');
  const bare = text
    .replaceAll(keepStrings(String.raw`^\uFEFF|/\*[\s\S]*?\*/|//[^\n]*`), '$1')
    .replaceAll(keepStrings(String.raw`,(?=\s*[}\]])`), '$1');
  return JSON.parse(bare) as Record<string, Record<string, unknown>>;
}

describe('settings in JSON', () => {
  it('makes a file where there is none, and takes it away again', () => {
    const made = set('');
    expect(made).toBe(
      '{\n  "servers": {\n    "keelson": {\n      "command": "keelson",\n      "args": [\n        "mcp"\n      ]\n    }\n  }\n}\n',
    );
    expect(remove(made)).toBe('');
    expect(remove('')).toBe('');
  });

  const files: [string, string][] = [
    ['another server', '{\n  "servers": {\n    "other": { "url": "http://x/y" }\n  }\n}\n'],
    ['tabs', '{\n\t"servers": {\n\t\t"other": {}\n\t},\n\t"inputs": []\n}'],
    ['four spaces and CRLF', '{\r\n    "servers": {\r\n        "other": {}\r\n    }\r\n}\r\n'],
    [
      'comments and trailing commas',
      '// mine\n{\n  // the servers\n  "servers": { // here\n    /* one */ "other": { "a": 1, }, // why\n  },\n  "inputs": [1, 2,], // end\n}\n// bye\n',
    ],
    ['no section', '{\n  "inputs": [] // none\n}\n'],
    ['a byte order mark', '\uFEFF{\n  "servers": {\n    "a": 1\n  }\n}\n'],
    [
      'text that looks like structure',
      '{\n  "x": "} // { \\" , /*",\n  "servers": {\n    "a": "http://h//p"\n  }\n}',
    ],
    ['odd keys', '{\n  "__proto__": 1,\n  "ser\\u0076ers": {\n    "a": 1\n  }\n}'],
  ];

  it.each(files)('keeps every byte of a file with %s, there and back', (_, before) => {
    const after = set(before);
    expect(read(after)['servers']!['keelson']).toEqual(ENTRY);
    expect(hasSetting(after, 'servers', 'keelson')).toBe(true);
    expect(hasSetting(before, 'servers', 'keelson')).toBe(false);
    expect(set(after)).toBe(after);
    expect(remove(after)).toBe(before);
  });

  it('fills an empty object and a file on one line', () => {
    expect(read(set('{}'))).toEqual({ servers: { keelson: ENTRY } });
    expect(read(set('{ }'))).toEqual({ servers: { keelson: ENTRY } });
    expect(read(set('{"servers":{},"a":[]}'))).toEqual({ servers: { keelson: ENTRY }, a: [] });
    expect(read(remove('{"servers":{"keelson":{},"b":2}}'))).toEqual({ servers: { b: 2 } });
    expect(read(remove('{"servers":{"b":2,"keelson":{}}}'))).toEqual({ servers: { b: 2 } });
    expect(read(remove('{"servers":{"keelson":{}},"b":2}'))).toEqual({ b: 2 });
  });

  it('replaces an older entry in its place', () => {
    const text = '{\n  "servers": {\n    "keelson": { "old": true }, // ours\n    "b": 1\n  }\n}\n';
    const after = set(text);
    expect(read(after)).toEqual({ servers: { keelson: ENTRY, b: 1 } });
    expect(after).toContain('}, // ours');
  });

  it('takes out the last member with the comma before it', () => {
    const text = '{\n  "servers": {\n    "b": 1, // kept\n    "keelson": {}\n  }\n}\n';
    expect(remove(text)).toBe('{\n  "servers": {\n    "b": 1 // kept\n  }\n}\n');
  });

  it.each([
    '{',
    '{"a":}',
    '[1',
    '{"a" 1}',
    '{"a":1}}',
    'no',
    '{"servers": 3}',
    '{"a":"x\ny"}',
    '['.repeat(9999),
  ])('refuses what is no settings file: %s', (text) =>
    expect(() => set(text)).toThrow(/no JSON from line|mend the file/),
  );

  it('changes nothing else, whatever is in the file', () => {
    const values = fc.dictionary(fc.string(), fc.jsonValue());
    const spaces = fc.constantFrom('', ' ', '  ', '\t');
    const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;
    fc.assert(
      fc.property(values, values, spaces, (rest, others, space) => {
        const after = set(JSON.stringify({ ...rest, servers: others }, null, space));
        expect(JSON.parse(after)).toEqual(plain({ ...rest, servers: { ...others, keelson: ENTRY } }));

        const { keelson: _, ...without } = others;
        const { servers: __, ...bare } = rest;
        const left = Object.keys(without).length > 0 ? { ...rest, servers: without } : bare;
        const back = remove(after);
        expect(back === '' ? {} : JSON.parse(back)).toEqual(plain(left));
      }),
    );
  });
});

describe('settings in TOML', () => {
  const block = (text: string) => setBlock(text, 'mcp_servers', 'keelson', ENTRY);

  it('adds a marked block at the end, replaces it, and takes it out again', () => {
    const before = 'model = "o4" # mine\n\n[mcp_servers.other]\ncommand = "x"\n';
    const after = block(before);
    expect(after.startsWith(before)).toBe(true);
    expect(after).toContain('\n[mcp_servers.keelson]\ncommand = "keelson"\nargs = ["mcp"]\n');
    expect(block(after)).toBe(after);
    expect(hasBlock(after)).toBe(true);
    expect(hasBlock(before)).toBe(false);
    expect(removeBlock(after)).toBe(before);
    expect(removeBlock(block(''))).toBe('');
  });

  it('keeps CRLF and what was added behind the block', () => {
    const before = 'a = 1\r\n';
    const after = block(before);
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
    expect(removeBlock(`${after}\r\n[later]\r\nb = 2\r\n`)).toBe('a = 1\r\n\r\n[later]\r\nb = 2\r\n');
  });

  it.each([
    '[mcp_servers.keelson]\ncommand = "x"\n',
    '[ mcp_servers . "keelson" ]\n',
    '[mcp_servers.keelson.env]\nA = "1"\n',
    'mcp_servers.keelson.command = "x"\n',
    'mcp_servers = { other = { command = "x" } }\n',
    '[mcp_servers]\nkeelson = { command = "x" }\n',
  ])('does not make a table twice: %j', (text) => {
    expect(() => block(text)).toThrow('written by hand');
  });

  it('quotes what needs it', () => {
    expect(tomlString('C:\\x "y"\n\u007F')).toBe('"C:\\\\x \\"y\\"\\n\\u007F"');
    const text = setBlock('', 'm', 'n', { env: { 'A B': 'x' }, args: [] });
    expect(text).toContain('env = { "A B" = "x" }\nargs = []\n');
  });
});
