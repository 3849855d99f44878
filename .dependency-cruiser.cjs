// The rules of ARCHITECTURE.md, "Dependencies point down only".
const rooms = '(?:operations|handlers|domain|store|pipeline|extract|sources|worker)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'kernel-is-pure',
      severity: 'error',
      from: { path: '^src/kernel', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^src/(platform|contexts|app)|^(?:node:|node_modules/(?!zod))',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'platform-knows-no-context',
      severity: 'error',
      from: { path: '^src/platform' },
      to: { path: '^src/(contexts|app)' },
    },
    {
      name: 'contexts-know-no-app',
      severity: 'error',
      from: { path: '^src/contexts' },
      to: { path: '^src/app' },
    },
    {
      name: 'contexts-meet-by-index',
      severity: 'error',
      from: { path: '^src/contexts/([^/]+)/' },
      to: { path: '^src/contexts/(?!$1/)[^/]+/(?!index\\.ts$)' },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      from: { path: '^src/contexts/[^/]+/domain/', pathNot: '\\.test\\.ts$' },
      to: {
        pathNot: [
          '^src/kernel/',
          '^src/contexts/[^/]+/domain/',
          '^src/contexts/[^/]+/records\\.ts$',
          '^src/contexts/[^/]+/schemas',
          'node_modules/zod',
        ],
      },
    },
    {
      name: 'store-is-below',
      severity: 'error',
      from: { path: '^src/contexts/[^/]+/store/', pathNot: '\\.test\\.ts$' },
      to: { path: `^src/contexts/[^/]+/(?!store|domain)${rooms}/` },
    },
    {
      name: 'operations-use-store-and-domain',
      severity: 'error',
      from: { path: '^src/contexts/[^/]+/operations/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/contexts/[^/]+/(handlers|worker|pipeline|extract|sources)/' },
    },
    {
      name: 'tests-are-not-imported',
      severity: 'error',
      from: { path: '^src', pathNot: '\\.test\\.ts$' },
      to: { path: '\\.test\\.ts$|^test/' },
    },
    {
      name: 'declared-dependencies-only',
      severity: 'error',
      from: { path: '^src', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
