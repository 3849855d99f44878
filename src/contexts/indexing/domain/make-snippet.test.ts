import { describe, expect, it } from 'vitest';
import { makeSnippet } from './make-snippet.ts';

const hit = { name: 'f', path: 'a.c', signature: 'int f(struct file *file)', doc: 'Reads a page' };

describe('makeSnippet', () => {
  it('shows the head, and documentation where a word stands nowhere else', () => {
    expect(makeSnippet(hit, ['f'])).toBe('int f(struct file *file)');
    expect(makeSnippet(hit, ['f', 'page'])).toBe('Reads a page');
    expect(makeSnippet({ ...hit, signature: null }, ['f'])).toBe('f');
    expect(makeSnippet({ ...hit, doc: null }, ['elsewhere'])).toBe('int f(struct file *file)');
  });

  it('cuts long texts around the word', () => {
    const doc = `${'before '.repeat(40)}THE WORD${' after'.repeat(40)}`;
    const snippet = makeSnippet({ ...hit, doc }, ['the word']);
    expect(snippet).toMatch(/^….*THE WORD.*…$/);
    expect(snippet.length).toBeLessThanOrEqual(160);
    expect(makeSnippet({ ...hit, doc: `word ${'x'.repeat(300)}` }, ['word'])).toMatch(/^word x+…$/);
    expect(makeSnippet({ ...hit, doc: `${'x'.repeat(300)} word` }, ['word'])).toMatch(/^…x+ word$/);
    expect(
      makeSnippet({ ...hit, doc: `${'😀'.repeat(90)} word ${'😀'.repeat(90)}` }, ['word']).isWellFormed(),
    ).toBe(true);
  });
});
