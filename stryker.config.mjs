// Random input, what runs in pods, and processes of their own are left out: none of them sees which mutant is on, or none would end.
const AUDIT = ['test/audit/', 'test/refusals/', '!test/audit/fuzz'];
const CA = ['test/ca/', '!test/ca/make-ca', '!test/ca/load-time'];
/** What `lib/refusals` refuses is also tested through the constructs that ask it. */
const CONSTRUCTS = [
  ...[
    'test/cluster/',
    'test/access/',
    'test/kubernetes/',
    'test/operations/alerts/ray-tls-alerts.test.ts',
    'test/operations/rotation/ray-tls-rotation.test.ts',
  ],
  ...['test/identity/issued-leaf.test.ts', 'test/identity/kuberay-managed.test.ts'],
];

/** Mutation testing of the audit, the refusals and the CA room: see CONTRIBUTING.md. */
export default {
  mutate: ['lib/facts/**/*.ts', 'lib/refusals/**/*.ts', 'lib/audit/**/*.ts', 'lib/ca/**/*.ts'],
  testRunner: 'in-process',
  plugins: ['./tools/mutation/in-process-runner.mjs'],
  inProcess: {
    // Which tests are asked about which files; the first that fits. Every synth of every test runs the audit, and few of them are about it.
    judges: [
      { of: 'lib/audit/', tests: AUDIT },
      { of: 'lib/ca/|lib/refusals/(ca|cert-manager)/', tests: [...AUDIT, ...CA] },
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
