import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entrypointFlow } from '../../src/contexts/indexing/operations/entrypoint-flow.ts';
import { exportGraph } from '../../src/contexts/indexing/operations/export-graph.ts';
import { findCallCycles } from '../../src/contexts/indexing/operations/find-call-cycles.ts';
import { listDeadCode } from '../../src/contexts/indexing/operations/list-dead-code.ts';
import { listEntrypoints } from '../../src/contexts/indexing/operations/list-entrypoints.ts';
import { listIncluders } from '../../src/contexts/indexing/operations/list-includers.ts';
import { listIncludes } from '../../src/contexts/indexing/operations/list-includes.ts';
import { listMostCalled } from '../../src/contexts/indexing/operations/list-most-called.ts';
import { traceCallPath } from '../../src/contexts/indexing/operations/trace-call-path.ts';
import { traverseCallGraph } from '../../src/contexts/indexing/operations/traverse-call-graph.ts';
import type { z } from 'zod';
import type { Operation } from '../../src/kernel/operation.ts';
import type { RunOperation } from '../../src/platform/run-operation.ts';
import type { TestDatabase } from '../support/database.ts';
import { GRAPH_SOURCES } from '../support/graph-sources.ts';
import { indexDatabase } from '../support/index-database.ts';
import { loadSources } from '../support/load-sources.ts';
import { caller, runnerOn } from '../support/runner.ts';

let db: TestDatabase;
let run: RunOperation;
beforeAll(async () => {
  db = await indexDatabase();
  run = runnerOn(db.database);
  await loadSources(db.database, '/src/linux', GRAPH_SOURCES);
});
afterAll(() => db.drop());

function ask<Input extends z.ZodType, Output extends z.ZodType>(
  operation: Operation<Input, Output>,
  input: z.input<Input>,
): Promise<z.output<Output>> {
  return run(operation, caller(), input) as Promise<z.output<Output>>;
}

describe('trace_call_path', () => {
  it('gives the shortest path with the line of each call', async () => {
    const { paths, total } = await ask(traceCallPath, { from_function: 'far_a', to_function: 'helper' });
    expect(total).toBe(1);
    expect(paths[0]).toMatchObject({ path_length: 5, total_confidence: 1 });
    expect(paths[0]!.path_edges.map(({ name, call_sites }) => [name, call_sites[0]!.line])).toEqual([
      ['far_b', 18],
      ['far_c', 19],
      ['far_d', 20],
      ['two_start', 21],
      ['helper', 8],
    ]);
  });

  it('goes through tables of functions only where nothing else leads there', async () => {
    const { paths } = await ask(traceCallPath, { from_function: 'sys_read', to_function: 'one_read_iter' });
    const last = paths[0]!.path_edges.at(-1)!;
    expect(last).toMatchObject({
      name: 'read_iter',
      call_type: 'indirect',
      evidence: {
        kind: 'operations_table',
        detail: 'file_operations one_file_operations.read_iter',
        file: 'fs/one/file.c',
        line: 12,
      },
    });
    expect(paths[0]!.total_confidence).toBeLessThan(1);
    const direct = { from_function: 'sys_read', to_function: 'one_read_iter', include_indirect: false };
    expect(await ask(traceCallPath, direct)).toMatchObject({ paths: [], total: 0 });
  });

  it('keeps to its depth and finds circles', async () => {
    const far = { from_function: 'far_a', to_function: 'helper', max_depth: 4 };
    expect(await ask(traceCallPath, far)).toMatchObject({ total: 0 });
    const circle = await ask(traceCallPath, { from_function: 'ping', to_function: 'ping' });
    expect(circle.paths.map(({ path_length }) => path_length)).toEqual([2, 2]);
  });

  it('names what it does not know', async () => {
    const unknown = ask(traceCallPath, { from_function: 'far_x', to_function: 'helper' });
    await expect(unknown).rejects.toMatchObject({ code: 'symbol_not_found', kind: 'not_found' });
  });
});

describe('entrypoint_flow', () => {
  it.each(['__NR_read', 'read', 'sys_read', '__x64_sys_read'])('understands %s', async (entry) => {
    const { steps, entrypoints } = await ask(entrypointFlow, { entry });
    expect(entrypoints).toMatchObject([{ kind: 'syscall', name: 'read', file: 'fs/read_write.c' }]);
    expect(steps.map(({ edge, from, to, depth }) => [edge, from, to, depth])).toEqual([
      ['syscall', entry, 'sys_read', 0],
      ['function_call', 'sys_read', 'ksys_read', 1],
      ['function_call', 'ksys_read', 'vfs_read', 2],
      ['function_call', 'vfs_read', 'rw_verify_area', 3],
      ['indirect_call', 'vfs_read', 'one_read', 3],
      ['function_call', 'one_read', 'helper', 4],
      ['function_call', 'vfs_read', 'new_sync_read', 3],
      ['function_call', 'new_sync_read', 'call_read_iter', 4],
    ]);
  });

  it('starts at the function when it is asked for one', async () => {
    const { steps } = await ask(entrypointFlow, { entry: 'ksys_read', depth: 1 });
    expect(steps.map(({ to }) => to)).toEqual(['vfs_read']);
  });

  it('says what stands behind a call through a pointer, and where the graph stops', async () => {
    const { steps, ends } = await ask(entrypointFlow, { entry: 'read', depth: 5 });
    const pointer = steps.find(({ to }) => to === 'one_read_iter')!;
    expect(pointer.span).toEqual({ path: 'include/linux/fs.h', start: 10, end: 10 });
    expect(pointer).toMatchObject({ candidates: 1, evidence: { kind: 'operations_table' } });
    expect(ends).toMatchObject({ truncated: false, unresolved_pointers: 0, undefined_calls: 1 });
  });

  it('has names like an unknown one', async () => {
    expect(await ask(entrypointFlow, { entry: 'ksys_raed' })).toMatchObject({
      steps: [],
      did_you_mean: ['ksys_read'],
    });
  });
});

describe('traverse_call_graph', () => {
  it('goes both ways, with callers below zero', async () => {
    const { nodes, edges, start } = await ask(traverseCallGraph, {
      start_symbol: 'ksys_read',
      direction: 'bidirectional',
      max_depth: 1,
    });
    expect(nodes.map(({ name, depth }) => [name, depth])).toEqual([
      ['ksys_read', 0],
      ['sys_read', -1],
      ['vfs_read', 1],
    ]);
    expect(start).toEqual(['ksys_read@fs/read_write.c:19']);
    expect(edges.map(({ to }) => to)).toContain('vfs_read@fs/read_write.c:2');
  });

  it('finds cycles, paths to a target and counts', async () => {
    const answer = await ask(traverseCallGraph, {
      start_symbol: 'pong',
      detect_cycles: true,
      target_symbol: 'pung',
    });
    expect(answer.cycles).toHaveLength(1);
    expect(answer.cycles![0]!.nodes).toHaveLength(3);
    expect(answer.paths).toMatchObject([{ path_length: 2 }]);
    expect(answer.statistics).toMatchObject({ nodes: 3, edges: 4, deepest: 2, by_call_type: { direct: 4 } });
  });

  it('keeps to filters and bounds, and says so', async () => {
    const near = { start_symbol: 'ksys_read', max_depth: 9 };
    const filtered = await ask(traverseCallGraph, { ...near, filters: { path: 'fs/' } });
    expect(filtered.nodes.map(({ file }) => file)).not.toContain('include/linux/fs.h');
    const bounded = await ask(traverseCallGraph, { ...near, max_nodes: 2 });
    expect(bounded.nodes).toHaveLength(2);
    expect(bounded.ends).toMatchObject({ truncated: true, truncated_by: ['nodes'] });
  });

  it('gives the same answer the same name', async () => {
    const [a, b] = [1, 1].map((max_depth) => ask(traverseCallGraph, { start_symbol: 'ping', max_depth }));
    expect((await a!).traversal_id).toBe((await b!).traversal_id);
  });
});

describe('find_call_cycles', () => {
  it('finds recursion and circles below a path, largest first', async () => {
    const { cycles, total } = await ask(findCallCycles, { path: 'kernel/' });
    expect(cycles.map(({ nodes }) => nodes.map(({ name }) => name))).toEqual([
      ['pong', 'ping', 'pung'],
      ['forever'],
    ]);
    expect(total).toBe(2);
    const near = await ask(findCallCycles, { symbol: 'pung' });
    expect(near.cycles).toMatchObject([{ size: 3 }]);
    await expect(ask(findCallCycles, {})).rejects.toMatchObject({ code: 'no_start' });
  });
});

describe('export_graph', () => {
  it('gives the same graph in every format', async () => {
    const root = { root_symbol: 'ksys_read', depth: 2 };
    const json = await ask(exportGraph, root);
    expect(json.graph!.nodes.map(({ name }) => name)).toEqual([
      'ksys_read',
      'vfs_read',
      'rw_verify_area',
      'new_sync_read',
    ]);
    for (const [format, mark] of [
      ['graphml', '<node id="vfs_read@fs/read_write.c:2">'],
      ['dot', '"ksys_read@fs/read_write.c:19" -> "vfs_read@fs/read_write.c:2"'],
      ['csv', 'ksys_read@fs/read_write.c:19,vfs_read@fs/read_write.c:2,vfs_read,direct,high,1,call,'],
      ['svg', '<text x="'],
    ] as const) {
      const plain = await ask(exportGraph, { ...root, format });
      expect(plain.data).toContain(mark);
      const packed = await ask(exportGraph, { ...root, format, compress: true });
      expect(gunzipSync(Buffer.from(packed.data!, 'base64')).toString()).toBe(plain.data);
    }
  });

  it('comes in chunks that make up the whole', async () => {
    const whole = await ask(exportGraph, { path: 'fs/' });
    const { total_nodes: total } = whole.chunk_info;
    expect(total).toBe(16);
    const edges = new Set<string>();
    let nodes = 0;
    for (let chunk_index = 0; chunk_index < Math.ceil(total / 4); chunk_index++) {
      const part = await ask(exportGraph, { path: 'fs/', chunk_size: 4, chunk_index });
      expect(part.chunk_info).toMatchObject({ total_chunks: 4, total_nodes: total });
      nodes += part.chunk_info.nodes;
      for (const { from, to, name } of part.graph!.edges) edges.add(`${from} ${to} ${name}`);
    }
    expect(nodes).toBe(total);
    const past = await ask(exportGraph, { path: 'fs/', chunk_size: 4, chunk_index: 4 });
    expect(past.chunk_info).toMatchObject({ total_chunks: 4, total_nodes: total, nodes: 0 });
    expect(edges).toEqual(new Set(whole.graph!.edges.map(({ from, to, name }) => `${from} ${to} ${name}`)));
  });
});

describe('lists', () => {
  it('has entry points by kind', async () => {
    const { entrypoints, kinds } = await ask(listEntrypoints, { kind: 'syscall' });
    expect(entrypoints).toMatchObject([
      { name: 'pread64', symbol: 'sys_pread64', file: 'fs/read_write.c', line: 31 },
      { name: 'read', symbol: 'sys_read', line: 23 },
    ]);
    expect(kinds).toMatchObject({ syscall: 2 });
  });

  it('has includes and includers', async () => {
    expect(await ask(listIncludes, { file: 'fs/read_write.c' })).toMatchObject({
      includes: [
        { file: 'include/linux/fs.h', target: 'linux/fs.h', site: { file: 'fs/read_write.c', line: 1 } },
      ],
      total: 1,
    });
    const { includers } = await ask(listIncluders, { file: 'linux/fs.h' });
    expect(includers.map(({ file, line }) => [file, line])).toEqual([
      ['fs/one/file.c', 1],
      ['fs/read_write.c', 1],
      ['fs/two/file.c', 1],
    ]);
    expect(await ask(listIncluders, { file: 'lib/stub.h' })).toMatchObject({ total: 2 });
    await expect(ask(listIncludes, { file: 'file.c' })).rejects.toMatchObject({ code: 'ambiguous_file' });
    await expect(ask(listIncludes, { file: 'no.c' })).rejects.toMatchObject({ code: 'file_not_found' });
  });

  it('has the most called first', async () => {
    const { functions } = await ask(listMostCalled, { limit: 2 });
    expect(functions).toMatchObject([
      { name: 'vfs_read', callers: 3, calls: 3, file: 'fs/read_write.c' },
      { name: 'helper', callers: 2, definitions: 2 },
    ]);
    const raw = await ask(listMostCalled, { defined_only: false });
    expect(raw.functions.map(({ name }) => name)).toContain('fdget');
  });

  it('has functions that nothing uses, and what it cannot know', async () => {
    const { candidates, cannot_know } = await ask(listDeadCode, { path: 'fs/' });
    expect(candidates.map(({ name }) => name)).toEqual(['load_flat_binary', 'nobody_calls_me']);
    expect(cannot_know.length).toBeGreaterThan(0);
  });
});
