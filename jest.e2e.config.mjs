import unit from './jest.config.mjs';

/** The tests on a real cluster, the one that KUBECONFIG names: what `npm run e2e` runs. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test/e2e'],
  testMatch: ['**/*.test.ts'],
  globalSetup: '<rootDir>/test/e2e/support/require-cluster.ts',
  reporters: ['default', '<rootDir>/test/e2e/support/results-reporter.mjs'],
  transform: unit.transform,
  moduleNameMapper: unit.moduleNameMapper,
  // One cluster: what one test makes is in the way of the next.
  maxWorkers: 1,
  testTimeout: 600_000,
};
