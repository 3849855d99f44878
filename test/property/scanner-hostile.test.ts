import { array, assert, constantFrom, nat, oneof, property, uint8Array } from 'fast-check';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { expectSoundChunk } from '../support/expect-sound-chunk.ts';
import { newEngine, scanSources } from '../support/scan-sources.ts';

const WORDS =
  'struct union enum typedef static inline extern const int void char return if while sizeof typeof a b foo bar ' +
  'SYSCALL_DEFINE1 EXPORT_SYMBOL module_init DEVICE_ATTR_RW __ATTR request_irq proc_create rtnl_register ' +
  'struct_group DECLARE_BITMAP __attribute__ __aligned __packed DEFINE_PER_CPU NULL file_operations';
const MARKS =
  '{ } ( ) [ ] ; , = * & . -> : # ## \\ / " \' /* */ // 0 12ab 0x1F "text" \'c\' @ $ é \u0001 < >';
const LINES = [
  '\n#if 0\n',
  '\n#if A\n',
  '\n#ifdef B\n',
  '\n#else\n',
  '\n#elif C\n',
  '\n#if CONFIG_A || \\\n x\n',
  '\n#ifndef CONFIG_B\n',
  '\n#elif defined(CONFIG_C\n',
  '\n#endif\n',
  '\n#define M(a, b) a(b) + c(\\\n d)\n',
  '\n#define N f(1)\n',
  '\n/** a() - b. C\n * @x */\n',
  '\n// line é\n',
  '\n#include <x.h>\n',
  '\n#include "y',
  '\n}\n',
  '\n{\n',
  '\\\n',
  '\r\n',
  '\n',
  ' ',
  '\t',
];

const token = oneof(
  constantFrom(...WORDS.split(' ')).map((word) => `${word} `),
  constantFrom(...MARKS.split(' ')),
  constantFrom(...LINES),
);
const soup = array(token, { maxLength: 400 }).map((tokens) => tokens.join(''));

const folder = fileURLToPath(
  new URL('../../src/contexts/indexing/extract/languages/c/corpus', import.meta.url),
);
const corpus = readdirSync(folder)
  .filter((file) => file.endsWith('.c'))
  .map((file) => readFileSync(path.join(folder, file)));

const engine = newEngine();

/** Pieces that open something, end something, or make the scanner look back. */
const REPEATED =
  '{ } ( ) [ " \' /* // \\ # = ={} a␣ a( a() a{} int␣a; struct{ struct␣a{} enum{a, int␣a=1, #if␣1\n #if␣CONFIG_A\n #elif␣CONFIG_A\n #else␣x\n #if␣0\n ' +
  '__ATTR( a\n .a=b, struct_group( f(a)int␣b; \n} \n{ x(*a #define␣f(a)␣g( static␣ X(a)\n typedef␣int␣a; f(f, x=f; =f?f:f; ={.a=f, X(f,f)\n (f)f, /**/int␣a;\n /*a␣*\n␣-␣b*/\nint␣a;\n //a\n';

describe('any text', () => {
  it('of C-like tokens', () => {
    assert(
      property(soup, (source) => expectSoundChunk(scanSources({ 'a.c': source }, { engine }))),
      { numRuns: 1500 },
    );
  });

  it('of arbitrary bytes', () => {
    assert(
      property(uint8Array({ maxLength: 600 }), (source) =>
        expectSoundChunk(scanSources({ 'a.c': source }, { engine })),
      ),
      { numRuns: 500 },
    );
  });

  it('cut off anywhere, and mixed', () => {
    assert(
      property(
        constantFrom(...corpus),
        constantFrom(...corpus),
        nat({ max: 3000 }),
        nat({ max: 3000 }),
        (first, second, end, start) => {
          const source = Buffer.concat([first.subarray(0, end), second.subarray(start)]);
          expectSoundChunk(scanSources({ 'a.c': source }, { engine }));
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each(REPEATED.split(' ').map((piece) => piece.replaceAll('␣', ' ')))(
    '%j a hundred thousand times',
    (piece) => {
      for (const [before, after] of [
        ['', ''],
        ['int f(void) {', '}'],
        ['int f(void); int g(int x) {', '}'],
        ['struct s x = {', '};'],
        ['#if A\nint a', ''],
      ]) {
        const scanned = scanSources({ 'a.c': `${before}${piece.repeat(100_000)}${after}` }, { engine });
        expect(scanned.json.length).toBeLessThanOrEqual(scanned.estimate);
        expect(scanned.chunk.files).toHaveLength(1);
      }
    },
  );

  it('on one line of 100 MB', () => {
    const line = Buffer.alloc(100_000_000, 'int a = f(1) + "x"; ');
    engine.beginChunk(0, { json: false, rows: false });
    engine.source(line.length).set(line);
    engine.scanAs('c', line.length, 'a.c');
    expect(engine.emitFile('a.c', 'c')).toMatchObject({ lines: 1, symbols: 5_000_000, calls: 5_000_000 });
  });
});
