import { App, Chart, Duration, YamlOutputType } from 'cdk8s';
import { CaKeyPair, RayTlsCa } from '../../lib';

const app = new App({ outdir: process.argv[2], yamlOutputType: YamlOutputType.FILE_PER_APP });
const chart = new Chart(app, 'ca-lab', { namespace: 'ca-helper-lab' });
new RayTlsCa(chart, 'ca', { secretName: 'ca-tls' });
new RayTlsCa(chart, 'expired', { secretName: 'ca-expired' });
new RayTlsCa(chart, 'foreign', { secretName: 'ca-foreign', commonName: 'é/+ CA', validity: Duration.days(36500) });
new RayTlsCa(chart, 'synth', { secretName: 'ca-synth', keyPair: CaKeyPair.atSynth({ subject: { organization: 'Ö' } }) });
app.synth();
