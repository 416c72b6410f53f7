// One measurement, in a process of its own: prints { milliseconds, peakMegabytes } as JSON.
//   measure.cjs load secured|plain                          what an app requires before its first line
//   measure.cjs one-chart|many-charts secured|plain COUNT OUTDIR   construction and synthesis, when all is loaded
// The time is the processor's, as other processes of the machine come and go.
const [what, how, count, outdir] = process.argv.slice(2);

const LAYOUTS = {
  'one-chart': (app, Chart) => {
    const chart = new Chart(app, 'ray', { namespace: 'ray' });
    return (index) => ({ chart, suffix: `-${index}` });
  },
  'many-charts': (app, Chart) => (index) => ({ chart: new Chart(app, `ray-${index}`, { namespace: `ray-${index}` }), suffix: '' }),
};

function load() {
  require('cdk8s');
  require('cdk8s-plus-28');
  if (how === 'secured') require('../../dist');
}

function synth() {
  const { App, Chart } = require('cdk8s');
  const { build } = require(`./${how}.cjs`);
  return () => {
    const app = new App({ outdir });
    const place = LAYOUTS[what](app, Chart);
    build(Array.from({ length: Number(count) }, (_, index) => place(index)));
    app.synth();
  };
}

const run = what === 'load' ? load : synth();
const start = process.cpuUsage();
run();
const { user, system } = process.cpuUsage(start);
console.log(JSON.stringify({ milliseconds: (user + system) / 1000, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
