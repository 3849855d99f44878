import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claude } from './claude.ts';
import { showChange } from './show-change.ts';

describe('showChange', () => {
  it('shows what is put into a settings file and nothing of the keys beside it', () => {
    const before =
      '{\n  "token": "secret",\n  "mcpServers": {\n    "other": { "headers": { "k": "secret" } }\n  }\n}\n';
    const after = claude.connect(before, { transport: 'http', url: 'http://127.0.0.1:7717/mcp' });
    const change = showChange(before, after);
    expect(change).toEqual({
      line: 4,
      removed: [],
      added: [
        '    "keelson": {',
        '      "type": "http",',
        '      "url": "http://127.0.0.1:7717/mcp"',
        '    },',
      ],
    });
    expect(showChange(after, before)).toEqual({ line: 4, removed: change.added, added: [] });
  });

  it('shows a whole file that comes or goes, and nothing where nothing changes', () => {
    expect(showChange('', 'a\nb')).toEqual({ line: 1, removed: [], added: ['a', 'b'] });
    expect(showChange('a\nb', '')).toEqual({ line: 1, removed: ['a', 'b'], added: [] });
    expect(showChange('a\nb', 'a\nb')).toMatchObject({ removed: [], added: [] });
  });

  it('is enough to make one file of the other', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(lines, lines, (old, now) => {
        const { line, removed, added } = showChange(old.join('\n'), now.join('\n'));
        const made: string[] = [...old];
        expect(made.splice(line - 1, removed.length, ...added)).toEqual(removed);
        expect(made).toEqual(now);
      }),
    );
  });
});
