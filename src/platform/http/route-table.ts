/** A place in the table: `{name}` in the path stands for one segment, or the part of it before a `:verb`. */
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
    .map((part, index) => (index % 2 === 1 ? '([^/:]+)' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`);
}

function allowed(byMethod: ReadonlyMap<string, unknown>): string[] {
  const methods = [...byMethod.keys()];
  if (byMethod.has('GET')) methods.push('HEAD');
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
 * with parameters the one with fewer wins. HEAD is answered by GET.
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
    .sort((a, b) => a.names.length - b.names.length);

  function find(path: string): { pattern: Pattern<R>; values: string[] } | undefined {
    const fixed = patterns.get(path);
    if (fixed !== undefined && fixed.names.length === 0) return { pattern: fixed, values: [] };
    for (const pattern of variable) {
      const match = pattern.expression.exec(path);
      if (match !== null) return { pattern, values: match.slice(1) };
    }
    return undefined;
  }

  return (method, path) => {
    const hit = find(path);
    const values = hit?.values.map(decode);
    if (hit === undefined || values?.includes(undefined)) return { found: 'nothing' };
    const route = hit.pattern.byMethod.get(method === 'HEAD' ? 'GET' : method);
    if (route === undefined) return { found: 'path', allow: allowed(hit.pattern.byMethod) };
    // Names may differ between methods of one path, so they are the route's own.
    const names = parameterNames(route.path);
    return { found: 'route', route, params: Object.fromEntries(names.map((name, i) => [name, values![i]!])) };
  };
}
