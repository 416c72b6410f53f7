import unit from '../jest.config.mjs';

/** The library from Python, Go and Java: what `npm run test:languages` runs. */
export default {
  rootDir: '..',
  testEnvironment: 'node',
  roots: ['<rootDir>/test/languages'],
  testMatch: ['**/*.test.ts'],
  globalSetup: '<rootDir>/test/languages/support/build.ts',
  transform: unit.transform,
  moduleNameMapper: unit.moduleNameMapper,
  testTimeout: 120_000,
};
