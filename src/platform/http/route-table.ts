/** A place in the table: `{name}` in the path stands for one segment, or for what is left of one beside fixed text. */
export interface Route {
  method: string;
  path: string;
}

export type Match<R> =
  | { found: 'route'; route: R; params: Record<string, string> }
  /** The path is known, the method is not. */
  | { found: 'path'; allow: string[] }
  | { found: 'nothing' };

interface Pattern<R> {
  expression: RegExp;
  names: string[];
  /** Characters of the path that are no parameter. */
  fixed: number;
  byMethod: Map<string, R>;
}

const PARAMETER = /\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** Names of a path's parameters, in order. */
export function parameterNames(path: string): string[] {
  return Array.from(path.matchAll(PARAMETER), ([, name]) => name!);
}

function compile(path: string): RegExp {
  const source = path
    .split(PARAMETER)
    .map((part, index) => (index % 2 === 1 ? '([^/]+)' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`);
}

function allowed(patterns: readonly Pattern<unknown>[]): string[] {
  const methods = new Set(patterns.flatMap(({ byMethod }) => [...byMethod.keys()]));
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods, 'OPTIONS'].sort();
}

function decode(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw);
  } catch {
    return undefined;
  }
}

/**
 * Looks routes up by method and path. Fixed paths are found by one map access and win over parameters; of two paths
 * with parameters the one with fewer, then the one with more fixed text wins. HEAD is answered by GET.
 * @throws TypeError for two routes of one method and path
 */
export function createRouteTable<R extends Route>(
  routes: readonly R[],
): (method: string, path: string) => Match<R> {
  const patterns = new Map<string, Pattern<R>>();
  for (const route of routes) {
    const key = route.path.replaceAll(PARAMETER, '{}');
    const pattern = patterns.get(key) ?? {
      expression: compile(route.path),
      names: parameterNames(route.path),
      fixed: key.length,
      byMethod: new Map<string, R>(),
    };
    if (pattern.byMethod.has(route.method)) {
      throw new TypeError(`Two routes answer ${route.method} ${route.path}`);
    }
    pattern.byMethod.set(route.method, route);
    patterns.set(key, pattern);
  }
  const variable = [...patterns.values()]
    .filter(({ names }) => names.length > 0)
    .sort((a, b) => a.names.length - b.names.length || b.fixed - a.fixed);

  function findAll(method: string, path: string): { pattern: Pattern<R>; values: string[] }[] {
    const same = patterns.get(path);
    const fixed = same?.names.length === 0 ? [{ pattern: same, values: [] }] : [];
    if (fixed[0]?.pattern.byMethod.has(method)) return fixed;
    const fitting = variable.flatMap((pattern) => {
      const match = pattern.expression.exec(path);
      const values = match?.slice(1).map(decode);
      return values === undefined || values.includes(undefined)
        ? []
        : [{ pattern, values: values as string[] }];
    });
    return [...fixed, ...fitting];
  }

  return (method, path) => {
    const asked = method === 'HEAD' ? 'GET' : method;
    const hits = findAll(asked, path);
    if (hits.length === 0) return { found: 'nothing' };
    const hit = hits.find(({ pattern }) => pattern.byMethod.has(asked));
    if (hit === undefined) return { found: 'path', allow: allowed(hits.map(({ pattern }) => pattern)) };
    const route = hit.pattern.byMethod.get(asked)!;
    // Names may differ between methods of one path, so they are the route's own.
    const names = parameterNames(route.path);
    return {
      found: 'route',
      route,
      params: Object.fromEntries(names.map((name, i) => [name, hit.values[i]!])),
    };
  };
}
