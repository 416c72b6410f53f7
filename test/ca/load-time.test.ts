import { runInOwnProcess } from './own-process';

/** Whether node-forge is loaded after the library is, and this is done with it. */
function loadsForge(then: string): boolean {
  const printed = runInOwnProcess(`
    const { Testing } = require('cdk8s');
    const { CaKeyPair, RayTlsCa } = require('./lib');
    ${then}
    console.log(Object.keys(require.cache).some((file) => file.includes('/node_modules/node-forge/')));`);
  return JSON.parse(printed);
}

test('node-forge, which is slow to load, is not loaded with the library', () => {
  expect(loadsForge('')).toBe(false);
});

test('node-forge is loaded when a CA is made at synth', () => {
  expect(loadsForge("new RayTlsCa(Testing.chart(), 'ca', { keyPair: CaKeyPair.atSynth() });")).toBe(true);
});
