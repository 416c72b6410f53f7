import unit from '../jest.config.mjs';

/** What is synthesized, before KubeRay's own code: what `npm run test:judge` runs. */
export default {
  rootDir: '..',
  testEnvironment: 'node',
  roots: ['<rootDir>/test/judge'],
  testMatch: ['**/*.test.ts'],
  globalSetup: '<rootDir>/test/judge/support/build-judges.ts',
  transform: unit.transform,
  moduleNameMapper: unit.moduleNameMapper,
  // Compiled schemas are large and remembered by the process that compiled them.
  maxWorkers: 1,
  testTimeout: 300_000,
};
