import { describe, expect, it } from 'vitest';
import { sampleOperations } from '../../../test/support/sample-operations.ts';
import { selectTools } from './toolsets.ts';

const names = (toolsets?: readonly string[]) =>
  selectTools(sampleOperations, toolsets).map((tool) => tool.mcp.tool);

describe('selectTools', () => {
  it('lists the core set when nothing is said', () => {
    expect(names()).toEqual(['find_symbol', 'wait', 'crash']);
  });

  it('lists the sets that are named, or all', () => {
    expect(names(['items'])).toEqual(['create_item', 'delete_item']);
    expect(names(['core', 'items'])).toHaveLength(5);
    expect(names(['all'])).toHaveLength(5);
  });

  it('leaves out operations that are no tools', () => {
    const { mcp: _, ...hidden } = sampleOperations[0]!;
    expect(selectTools([hidden], ['all'])).toEqual([]);
  });

  it('names the sets there are when one is unknown', () => {
    expect(() => names(['core', 'jbos'])).toThrow(
      'KEELSON_MCP_TOOLSETS has no tool set "jbos"; choose from core, items, all, separated by commas',
    );
    expect(() => names([])).toThrow('names no tool set');
  });
});
