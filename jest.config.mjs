/** The unit tests and the examples' snapshot tests: what `npm test` runs. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/lib', '<rootDir>/test', '<rootDir>/examples'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/e2e/',
    '<rootDir>/test/schemas/',
    '<rootDir>/test/alerts-rules/',
    '<rootDir>/test/judge/',
    '<rootDir>/test/languages/',
  ],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }] },
  moduleNameMapper: { '^cdk8s-ray-tls$': '<rootDir>/lib/index.ts' },
  collectCoverageFrom: ['lib/**/*.ts', '!lib/index.ts'],
  coverageReporters: ['text-summary', 'lcov'],
  testTimeout: 30_000,
};
