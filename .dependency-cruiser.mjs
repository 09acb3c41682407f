/** Import directions inside gateway/ (docs of the order: "The house" in the design), circles, and who may touch a network client. */
const ORDER = ['cli', 'app', 'routes', 'admin', 'guard', 'wire', 'pseudonymise', 'classify', 'policy', 'router', 'execute', 'budget', 'updates', 'prices', 'models', 'tokens', 'cache', 'breaker', 'providers', 'local', 'trace', 'audit', 'egress', 'store', 'config', 'core'];

const gateway = '^gateway';
/** Tests, and the helpers that only tests import. */
const tests = '\\.test\\.ts$|/fixture[^/]*\\.ts$|/testing/';

const folders = ORDER.map((folder, index) => ({
  name: `down-only-${folder}`,
  comment: `gateway/${folder} may import itself and what stands below it: ${ORDER.slice(index + 1).join(', ') || 'nothing of ours'}`,
  severity: 'error',
  from: { path: `${gateway}/${folder}/`, pathNot: tests },
  to: { path: `${gateway}/`, pathNot: `${gateway}/(${ORDER.slice(index).join('|')})/` },
}));

/** What can reach the network, but for `node:net` and its pure functions, of which oxlint allows the names (no-restricted-imports). */
const NETWORK = ['http', 'https', 'http2', 'tls', 'dgram', 'dns', 'dns/promises', 'inspector', 'inspector/promises'];
/** Files that listen, or speak to a Unix socket of ours; none of them reaches another machine. Keep in step with .oxlintrc.json. */
const MAY_LISTEN = ['cli\\.ts', 'app\\.ts', 'data-server\\.ts', 'listen[^/]*\\.ts', 'admin/socket\\.ts', 'local/keeper\\.ts'];

export default {
  forbidden: [
    { name: 'no-circular', comment: 'Circles of types alone are gone before anything runs', severity: 'error', from: { pathNot: tests }, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    ...folders,
    { name: 'entries-are-not-imported', severity: 'error', from: { pathNot: tests }, to: { path: `${gateway}/(main|cli|shell)\\.ts$` } },
    { name: 'test-helpers-stay-in-tests', severity: 'error', from: { pathNot: tests }, to: { path: tests } },
    { name: 'every-folder-has-its-place', comment: 'A new folder of gateway/ is entered into the order first', severity: 'error', from: { path: `${gateway}/(?!(${ORDER.join('|')})/)[^/]+/` }, to: {} },
    {
      name: 'pseudonymise-knows-what-was-found',
      comment: 'It replaces and restores what classify has found; policy and plans are none of its business',
      severity: 'error',
      from: { path: `${gateway}/pseudonymise/`, pathNot: tests },
      to: { path: `${gateway}/`, pathNot: `${gateway}/(pseudonymise|classify|core)/` },
    },
    {
      name: 'clearances-are-made-by-policy',
      severity: 'error',
      from: { path: `^(gateway|renderer|electron)/`, pathNot: [`${gateway}/policy/`, `${gateway}/app\\.ts$`, tests] },
      to: { path: `${gateway}/policy/mint\\.ts$` },
    },
    {
      name: 'one-way-out',
      comment: 'Only gateway/egress may import what can reach the network; the files that listen are named here',
      severity: 'error',
      from: { path: `^(gateway|renderer|electron)/`, pathNot: [`${gateway}/egress/`, ...MAY_LISTEN.map((file) => `${gateway}/${file}$`), tests] },
      to: { path: `^(node:)?(${NETWORK.join('|')})$`, dependencyTypesNot: ['type-only'] },
    },
    { name: 'only-egress-has-clients', severity: 'error', from: { path: `^(gateway|renderer|electron)/`, pathNot: [`${gateway}/egress/`, tests] }, to: { path: 'node_modules/(undici|nodemailer)/' } },
    {
      name: 'renderer-knows-the-contract-only',
      severity: 'error',
      from: { path: `^renderer/` },
      to: { path: `${gateway}/`, pathNot: `${gateway}/(admin/contract\\.ts$|core/)` },
    },
    {
      name: 'electron-knows-its-own',
      comment: 'The shell speaks to the gateway over a message port only: it imports the types of what they say, and where the data folder lies',
      severity: 'error',
      from: { path: `^electron/` },
      to: { path: `^(gateway|renderer)/`, pathNot: [`${gateway}/(admin/contract|shell-protocol|config/paths)\\.ts$`] },
    },
    { name: 'electron-contract-types-only', severity: 'error', from: { path: `^electron/` }, to: { path: `${gateway}/(admin/contract|shell-protocol)\\.ts$`, dependencyTypesNot: ['type-only'] } },
    { name: 'electron-stays-in-the-shell', severity: 'error', from: { path: `^(gateway|renderer)/` }, to: { path: `^electron(/|$)|node_modules/electron/` } },
    { name: 'nothing-unresolved', comment: 'virtual: is made by vite.renderer.config.ts', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^virtual:licences$' } },
    { name: 'no-dev-dependencies-at-run-time', severity: 'error', from: { path: `${gateway}/`, pathNot: tests }, to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] } },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'], exportsFields: ['exports'], conditionNames: ['node', 'import', 'types', 'default'] },
  },
};
