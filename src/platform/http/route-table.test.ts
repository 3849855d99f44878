import { describe, expect, it } from 'vitest';
import { createRouteTable } from './route-table.ts';

const route = (method: string, path: string) => ({ method, path });

describe('createRouteTable', () => {
  const match = createRouteTable([
    route('GET', '/jobs'),
    route('POST', '/jobs'),
    route('GET', '/jobs/{id}'),
    route('GET', '/jobs/stats'),
    route('DELETE', '/jobs/{job_id}'),
    route('POST', '/jobs/{id}:cancel'),
    route('GET', '/a.b/{x}/{y}'),
  ]);

  it.each([
    ['GET', '/jobs', '/jobs', {}],
    ['HEAD', '/jobs', '/jobs', {}],
    ['GET', '/jobs/7', '/jobs/{id}', { id: '7' }],
    ['GET', '/jobs/stats', '/jobs/stats', {}],
    ['DELETE', '/jobs/stats', '/jobs/{job_id}', { job_id: 'stats' }],
    ['DELETE', '/jobs/7', '/jobs/{job_id}', { job_id: '7' }],
    ['POST', '/jobs/7:cancel', '/jobs/{id}:cancel', { id: '7' }],
    ['GET', '/jobs/std::cancel', '/jobs/{id}', { id: 'std::cancel' }],
    ['GET', '/jobs/a%2Fb', '/jobs/{id}', { id: 'a/b' }],
    ['GET', '/a.b/1/2', '/a.b/{x}/{y}', { x: '1', y: '2' }],
  ])('%s %s is %s', (method, path, expected, params) => {
    expect(match(method, path)).toMatchObject({ found: 'route', route: { path: expected }, params });
  });

  it.each([['/'], ['/jobs/'], ['/jobs/7/x'], ['/aXb/1/2'], ['/jobs/%zz'], ['/constructor'], ['//jobs']])(
    '%s is nothing',
    (path) => {
      expect(match('GET', path)).toEqual({ found: 'nothing' });
    },
  );

  it('names what a known path takes', () => {
    expect(match('PUT', '/jobs/7')).toEqual({ found: 'path', allow: ['DELETE', 'GET', 'HEAD', 'OPTIONS'] });
  });

  it('refuses two routes of one method and path, however their parameters are called', () => {
    expect(() => createRouteTable([route('GET', '/x/{a}'), route('GET', '/x/{b}')])).toThrow('GET /x/{b}');
  });
});
