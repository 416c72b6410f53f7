import unit from './jest.config.mjs';

/** Every synthesized object against the schemas of KubeRay, cert-manager and Kubernetes: what `npm run test:schemas` runs. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test/schemas'],
  testMatch: ['**/*.test.ts'],
  globalSetup: '<rootDir>/test/schemas/support/require-every-schema.ts',
  transform: unit.transform,
  moduleNameMapper: unit.moduleNameMapper,
  // Compiled schemas are large and remembered by the process that compiled them.
  maxWorkers: 1,
  testTimeout: 120_000,
};
