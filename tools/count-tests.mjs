// Sums what the test runs reported; a run without a report, or a suite that did not run at all, counts as failed.
import { readFileSync } from 'node:fs';

let passed = 0;
let failed = 0;
let missing = 0;
for (const file of process.argv.slice(2)) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    passed += report.numPassedTests;
    missing += report.numTodoTests;
    failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
  } catch (error) {
    console.error(`no report of a test run: ${error.message}`);
    failed += 1;
  }
}
if (missing > 0) console.log(`${missing} not run, as what they need is not on this machine`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
