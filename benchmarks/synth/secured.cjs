// The README's first example, for as many clusters as asked for.
const { RayTls, RayTlsCa, RayTlsCluster } = require('../../dist');

exports.build = (places) => {
  for (const { chart, suffix } of places) {
    new RayTlsCluster(chart, `cluster${suffix}`, {
      tls: RayTls.signedBy(new RayTlsCa(chart, `ca${suffix}`)),
      workerGroups: [{ groupName: 'cpu', replicas: 2 }],
    });
  }
};
