// Random input, what runs in pods, and processes of their own are left out: none of them sees which mutant is on, or none would end.
const AUDIT = ['test/validation/', '!test/validation/audit/fuzz'];
const CA = ['test/ca/', '!test/ca/make-ca', '!test/ca/load-time'];
/** What `lib/validation` refuses is also tested through the constructs that ask it. */
const CONSTRUCTS = [
  ...['test/cluster/', 'test/access/', 'test/pod/', 'test/operations/ray-tls-alerts.test.ts', 'test/operations/ray-tls-rotation.test.ts'],
  ...['test/identity/issued-leaf.test.ts', 'test/identity/kuberay-managed.test.ts'],
];

/** Mutation testing of the audit, the refusals and the CA room: see CONTRIBUTING.md. */
export default {
  mutate: ['lib/validation/**/*.ts', 'lib/ca/**/*.ts'],
  testRunner: 'in-process',
  plugins: ['./tools/mutation/in-process-runner.mjs'],
  inProcess: {
    // Which tests are asked about which files; the first that fits. Every synth of every test runs the audit, and few of them are about it.
    judges: [
      { of: 'lib/validation/(rules|audit|cli)/|lib/validation/(plugin|at-synth)', tests: AUDIT },
      { of: 'lib/ca/|lib/validation/(ca-|cert-manager/)', tests: [...AUDIT, ...CA] },
      { of: '', tests: [...AUDIT, ...CA, ...CONSTRUCTS] },
    ],
  },
  coverageAnalysis: 'perTest',
  // Code that runs while files load: texts of rules, which the generated docs/rules.md holds, and tables of constants.
  ignoreStatic: true,
  concurrency: 1,
  timeoutMS: 60_000,
  incremental: true,
  incrementalFile: 'reports/mutation/incremental.json',
  tempDirName: '.stryker-tmp',
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  clearTextReporter: { allowColor: false, reportTests: false },
  ignorePatterns: ['dist', '.jsii', 'jsii-packages', 'benchmarks', 'coverage'],
  // Stryker would rewrite it with a TypeScript of its own; nothing here reads it.
  tsconfigFile: 'none',
  thresholds: { high: 95, low: 90, break: 90 },
};
