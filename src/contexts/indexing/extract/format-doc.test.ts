import { describe, expect, it } from 'vitest';
import { loadExtractor } from './extractor.ts';
import type { Definition } from './findings.ts';
import { formatDoc } from './format-doc.ts';
import { DEFINITIONS } from './languages/definitions.ts';

const typescript = await loadExtractor('typescript');
const python = await loadExtractor('python');
const ruby = await loadExtractor('ruby');

const docs = (extractor: typeof typescript, source: string): (string | undefined)[] =>
  extractor.extract(source).symbols.map(({ doc }) => doc);

describe('what is written about a definition', () => {
  it.each([
    ['a block', '/** Does it. Then more. */\nfunction f() {}', 'Does it.'],
    [
      'a block of lines',
      '/**\n * Does it,\n * i.e. all\n * of it!\n *\n * @param a what\n */\nexport function f() {}',
      'Does it, i.e. all of it!',
    ],
    ['markup', '/** Gives {@link Ship} to <b>`who`</b> asks */\nconst f = 1;', 'Gives Ship to who asks'],
    ['lines', '// Does it\n//  well.\nfunction f() {}', 'Does it well.'],
    ['a comment before an export', '/* Does it */\nexport default async function f() {}', 'Does it'],
    ['a comment before decorators', '/** Does it */\n@sealed\n@named("x")\nclass A {}', 'Does it'],
    ['a comment on the same line', '/** Does it */ function f() {}', 'Does it'],
    ['Windows line ends', '/**\r\n * Does it.\r\n */\r\nfunction f() {}', 'Does it.'],
    ['a blank line between', '/** Does it */\n\nfunction f() {}', undefined],
    ['a comment behind code', 'go(); // now\nfunction f() {}', undefined],
    ['a block behind code', 'go(); /* now */\nfunction f() {}', undefined],
    ['parameters alone', '/** @param a what */\nfunction f() {}', undefined],
    ['what is meant for a tool', '// eslint-disable-next-line no-var\nfunction f() {}', undefined],
    ['a ruler', '// -----\nfunction f() {}', undefined],
  ])('%s', (_name, source, doc) => {
    expect(docs(typescript, source).at(-1)).toBe(doc);
  });

  it('is a docstring before a comment in Python', () => {
    expect(
      docs(python, '# Above.\ndef f():\n    r"""Inside.\n\n    More."""\n\nclass A:\n    "One line"\n'),
    ).toEqual(['Inside.', 'One line']);
    expect(docs(python, '# Above.\n@wrapped\ndef f():\n    x = "no"\n')[0]).toBe('Above.');
  });

  it('is no line of the shell that runs it', () => {
    expect(docs(ruby, '#!/usr/bin/env ruby\ndef f; end\n')[0]).toBeUndefined();
    expect(docs(ruby, '# Does it.\ndef f; end\n')[0]).toBe('Does it.');
  });

  it('has 160 bytes at most, whole characters', () => {
    const doc = docs(typescript, `/** ${'ünder é🚢 '.repeat(50)} */\nfunction f() {}`)[0]!;
    expect(Buffer.byteLength(doc)).toBeLessThanOrEqual(160);
    expect(doc.endsWith('…')).toBe(true);
    expect(doc).not.toContain('\u{fffd}');
  });

  it('is looked for nearby alone, whatever stands before', () => {
    for (const piece of ['// a\n', '/* a', ' ', '@a\n', '\n// a\n\n', '*/']) {
      const source = piece.repeat(300_000);
      const { length } = source;
      const place = { start: length, end: length, line: 1, endLine: 1, nameStart: length, body: undefined };
      const definition: Definition = Object.assign(place, {
        kind: 'function' as const,
        name: 'f',
        owner: undefined,
        isStatic: false,
      });
      for (let i = 0; i < 1_000; i += 1) formatDoc(source, definition, DEFINITIONS.typescript);
    }
  });
});
