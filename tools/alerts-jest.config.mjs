import unit from '../jest.config.mjs';

/** The alerting rules, evaluated by Prometheus' own engine: what `npm run test:alerts` runs. */
export default {
  rootDir: '..',
  testEnvironment: 'node',
  roots: ['<rootDir>/test/alerts-rules'],
  testMatch: ['**/*.test.ts'],
  globalSetup: '<rootDir>/test/alerts-rules/support/build-engine.ts',
  transform: unit.transform,
  moduleNameMapper: unit.moduleNameMapper,
  testTimeout: 60_000,
};
