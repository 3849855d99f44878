import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  LOOPBACK,
  changeThing,
  failThing,
  readThing,
  sampleHttpApp,
} from '../../../test/support/http-app.ts';
import { operation } from '../../kernel/operation.ts';
import { authOperations } from '../auth/auth-operations.ts';
import { buildOpenapi } from './build-openapi.ts';

interface Document {
  paths: Record<string, Record<string, Record<string, unknown>>>;
  components: { schemas: Record<string, Record<string, unknown>> };
}
const build = (...operations: Parameters<typeof buildOpenapi>[0]) =>
  buildOpenapi(operations, '1.0.0') as Document;

const Node = z
  .object({
    name: z.string(),
    get children() {
      return z.array(Node);
    },
  })
  .meta({ id: 'Node' });

function treeOperation(name: string, output: z.ZodType) {
  return operation({
    name: `sample.${name}`,
    summary: 'Read a tree',
    access: 'public',
    effect: 'read',
    input: z.object({}),
    output,
    http: { method: 'GET', path: `/${name}` },
    run: async () => ({ value: null }),
  });
}

/** Every `$ref` must lead somewhere in the document. */
function danglingReferences(document: Document): string[] {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref]) => ref!);
  return references.filter(
    (ref) => !(ref.replace('#/components/schemas/', '') in document.components.schemas),
  );
}

describe('buildOpenapi', () => {
  it('shows a path that stands for another, under an id of its own', () => {
    const { paths } = build({
      ...changeThing,
      http: { ...changeThing.http!, path: '/things', aliases: ['/things/add'] },
    });
    expect(paths['/things']!['post']).toMatchObject({ operationId: 'sample.change_thing' });
    const { operationId, ...rest } = paths['/things/add']!['post']!;
    expect(operationId).toBe('sample.change_thing_things_add');
    expect(paths['/things']!['post']).toMatchObject(rest);
  });

  const document = build(readThing, changeThing, failThing, ...authOperations);

  it('describes parameters, bodies and answers from the schemas', () => {
    const read = document.paths['/api/v1/things/{id}']!['get']!;
    expect(read).toMatchObject({
      operationId: 'sample.read_thing',
      tags: ['sample'],
      'x-keelson-effect': 'read',
    });
    expect(read['parameters']).toContainEqual({
      name: 'id',
      in: 'path',
      required: true,
      schema: { type: 'string' },
    });
    expect(read['parameters']).toContainEqual({
      name: 'deep',
      in: 'query',
      required: false,
      schema: { type: 'boolean' },
    });
    const change = document.paths['/api/v1/things/{id}']!['post']!;
    expect(change['requestBody']).toMatchObject({
      content: {
        'application/json': {
          schema: { properties: { name: { type: 'string' }, force: { type: 'boolean' } } },
        },
      },
    });
    expect(JSON.stringify(change['requestBody'])).not.toContain('"id"');
    expect(Object.keys(change['responses'] as object)).toEqual(['201', 'default']);
  });

  it('is the same text whatever the order of the catalogue', () => {
    const turned = build(...authOperations.toReversed(), failThing, changeThing, readThing);
    expect(JSON.stringify(turned)).toBe(JSON.stringify(document));
  });

  it('keeps recursive and shared shapes once, by name, with no reference left dangling', () => {
    const trees = build(treeOperation('one', Node), treeOperation('two', z.object({ root: Node })));
    expect(Object.keys(trees.components.schemas)).toEqual(['Node', 'Problem']);
    expect(danglingReferences(trees)).toEqual([]);
  });

  it('keeps shapes of one name apart when they differ, and shapes without a name', () => {
    const other = z.object({ name: z.number() }).meta({ id: 'Node' });
    const Anonymous = z.object({
      get next() {
        return Anonymous.optional();
      },
    });
    const trees = build(
      treeOperation('one', z.object({ root: Node })),
      treeOperation('two', z.object({ root: other })),
      treeOperation('zed', Anonymous),
    );
    expect(Object.keys(trees.components.schemas)).toEqual([
      'Node',
      'Problem',
      'sample.two.output.Node',
      'sample.zed.output',
    ]);
    expect(danglingReferences(trees)).toEqual([]);
  });
});

describe('/docs', () => {
  it('is one page that loads nothing from elsewhere and runs only its own script', async () => {
    const response = await sampleHttpApp().request('/docs', {}, LOOPBACK);
    const page = await response.text();
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(page).not.toMatch(/https?:\/\/|innerHTML| on[a-z]+=/);
    expect(response.headers.get('content-security-policy')).toMatch(
      /script-src 'sha256-[^']+'; style-src 'sha256-/,
    );
  });
});
