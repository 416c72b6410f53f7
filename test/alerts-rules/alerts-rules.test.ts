import { Duration } from 'cdk8s';
import { type FiringAlert, firing, ruleFile } from './support/engine';

const RULES = ruleFile();
const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const CA = 'c'.repeat(64);
/** Longer than any test looks. */
const ALWAYS = 'x200';

/** What the Prometheus Operator adds to every series of the exporter. */
const TARGET = { job: 'ray/exporter', instance: '10.0.0.1:8080', pod: 'exporter-1', container: 'ray-tls-exporter', endpoint: 'metrics' };
const OWN = { namespace: 'ray', ray_cluster: 'demo' };
const W1 = { ray_pod: 'w1', role: 'worker', init_container: 'ray-tls-leaf' };

type Labels = Readonly<Record<string, string>>;

function written(name: string, labels: Labels, values: string): string {
  const list = Object.entries(labels).map(([key, value]) => `${key}="${value}"`);
  return `${name}{${list.join(',')}} ${values}`;
}

/** A series of the exporter's, which stays as it is unless its values are given in promtool's notation. */
function told(name: string, value: number | string, labels: Labels = {}): string {
  const values = typeof value === 'number' ? `${value}+0${ALWAYS}` : value;
  return written(`ray_tls_${name}`, { ...TARGET, ...OWN, ...labels }, values);
}

/** What is there of an exporter that works, whatever it finds: it has just read everything. */
const EXPORTER = ['pods', 'certificaterequests', 'jobs', 'cronjobs'].map((resource) =>
  told('exporter_last_success_timestamp_seconds', `0+60${ALWAYS}`, { resource }),
);

const leaf = (life: number, end: number, labels: Labels = {}) => [
  told('leaf_start_timestamp_seconds', end - life, { ...W1, ...labels }),
  told('leaf_expiry_timestamp_seconds', end, { ...W1, ...labels }),
];

/** Every alert that fired in any test, to prove that each of them can. */
const fired = new Set<string>();

function alerts(minute: number, series: readonly string[], rules = RULES): FiringAlert[] {
  const found = firing(rules, [...EXPORTER, ...series], minute);
  for (const { labels } of found) fired.add(nameOf(labels));
  return found;
}

const nameOf = ({ alertname, severity }: Labels) => `${alertname}/${severity}`;
const names = (found: readonly FiringAlert[]) => found.map(({ labels }) => nameOf(labels)).sort();

/** The alert fires in that minute, and did not a minute before; the minute alone is what makes the difference. */
function begins(name: string, minute: number, series: readonly string[], rules = RULES): FiringAlert {
  expect(names(alerts(minute - 1, series, rules))).not.toContain(name);
  const found = alerts(minute, series, rules).filter(({ labels }) => nameOf(labels) === name);
  expect(found).toHaveLength(1);
  return found[0];
}

afterAll(() => {
  const all = JSON.parse(RULES).groups.flatMap(({ rules }: any) =>
    rules.map(({ alert, labels }: any) => nameOf({ alertname: alert, ...labels })),
  );
  expect([...fired].sort()).toEqual(all.sort());
});

test('a cluster that is well raises nothing', () => {
  const sound = [
    ...leaf(365 * DAY, 200 * DAY),
    told('leaf_report_readable', 1, W1),
    told('init_restarts_total', 3, W1),
    told('reported_leaves', 2),
    told('ca_expiry_timestamp_seconds', 3000 * DAY, { ca: CA }),
    told('ca_signed_leaves', 2, { ca: CA }),
    told('ca_trusting_leaves', 2, { ca: CA }),
    ...['pending', 'denied', 'failed'].map((state) => told('certificate_requests', 0, { state })),
    told('certificate_requests', 5, { state: 'issued' }),
    told('rotation_created_timestamp_seconds', -100 * DAY),
    told('rotation_last_success_timestamp_seconds', 0),
    told('rotation_failed', 0),
  ];
  expect(alerts(60, sound)).toEqual([]);
});

describe('a leaf', () => {
  test('is a warning when less than 14 days are left for five minutes', () => {
    const { labels, annotations } = begins('RayTlsLeafExpires/warning', 8, leaf(365 * DAY, 14 * DAY + 2 * MINUTE));
    expect(labels).toMatchObject({ ...OWN, ...W1, pod: 'w1', severity: 'warning' });
    expect(annotations.summary).toBe('Ray cluster ray/demo: the certificate of worker pod w1 expires in 13d 23h 54m 0s.');
  });

  test('is critical when less than 3 days are left, and the warning stays, for Alertmanager to silence it', () => {
    const series = leaf(365 * DAY, 3 * DAY + 2 * MINUTE);
    begins('RayTlsLeafExpires/critical', 8, series);
    expect(names(alerts(8, series))).toEqual(['RayTlsLeafExpires/critical', 'RayTlsLeafExpires/warning']);
  });

  test('that lives for an hour is a warning when a quarter of that is left, and critical at a tenth', () => {
    const series = leaf(HOUR, HOUR);
    begins('RayTlsLeafExpires/warning', 51, series);
    begins('RayTlsLeafExpires/critical', 60, series);
  });

  test('that has expired is said to have', () => {
    const found = alerts(30, leaf(365 * DAY, 10 * MINUTE));
    expect(names(found)).toEqual(['RayTlsLeafExpires/critical', 'RayTlsLeafExpires/warning']);
    expect(found[0].annotations.summary).toBe('Ray cluster ray/demo: the certificate of worker pod w1 has expired.');
  });

  test('is one alert for each pod and each of its containers', () => {
    const proxy = { ray_pod: 'head', role: 'head', init_container: 'kube-rbac-proxy-leaf' };
    const found = alerts(10, [
      ...leaf(365 * DAY, 10 * DAY),
      ...leaf(365 * DAY, 10 * DAY, proxy),
      ...leaf(365 * DAY, 300 * DAY, { ray_pod: 'w3' }),
    ]);
    expect(found.map(({ labels }) => labels.init_container).sort()).toEqual(['kube-rbac-proxy-leaf', 'ray-tls-leaf']);
  });

  test('is told on without a gap when another pod of the exporter tells of it', () => {
    const old = leaf(365 * DAY, 14 * DAY).map((series) => series.replace(`+0${ALWAYS}`, '+0x5 stale'));
    const young = leaf(365 * DAY, 14 * DAY).map((series) =>
      series.replaceAll('exporter-1', 'exporter-2').replace(/ (-?\d+)\+0x\d+$/, ' _x6 $1+0x100'),
    );
    expect(young.join()).toContain('_x6');
    expect(names(alerts(8, [...old, ...young]))).toEqual(['RayTlsLeafExpires/warning']);
  });

  test('has thresholds of its own where they are given', () => {
    const rules = ruleFile({ thresholds: { leafWarning: Duration.days(30), leafCritical: Duration.days(20) } });
    begins('RayTlsLeafExpires/warning', 8, leaf(365 * DAY, 30 * DAY + 2 * MINUTE), rules);
    begins('RayTlsLeafExpires/critical', 8, leaf(365 * DAY, 20 * DAY + 2 * MINUTE), rules);
  });

  test('whose report cannot be read is a warning after a quarter of an hour', () => {
    const { labels } = begins('RayTlsLeafUnknown/warning', 15, [told('leaf_report_readable', 0, W1)]);
    expect(labels.pod).toBe('w1');
    expect(alerts(20, [told('leaf_report_readable', 1, W1)])).toEqual([]);
  });
});

describe('a CA', () => {
  test('is a warning when less than 60 days are left, and critical at 14', () => {
    const expiry = (end: number) => [told('ca_expiry_timestamp_seconds', end, { ca: CA })];
    const { labels } = begins('RayTlsCaExpires/warning', 8, expiry(60 * DAY + 2 * MINUTE));
    expect(labels).toMatchObject({ ...OWN, ca: CA });
    begins('RayTlsCaExpires/critical', 8, expiry(14 * DAY + 2 * MINUTE));
  });

  test('that signed a leaf and is not trusted by all is critical', () => {
    const series = (trusting: number) => [
      told('reported_leaves', 3),
      told('ca_signed_leaves', 2, { ca: CA }),
      told('ca_trusting_leaves', trusting, { ca: CA }),
    ];
    const { value, annotations } = begins('RayTlsCaNotTrusted/critical', 5, series(2));
    expect(value).toBe(2);
    expect(annotations.description).toContain(`The CA with SHA-256 fingerprint ${CA} signed the certificates of 2 leaves`);
    expect(alerts(20, series(3))).toEqual([]);
  });

  test('that signed no leaf yet need not be trusted by all', () => {
    expect(
      alerts(20, [told('reported_leaves', 3), told('ca_signed_leaves', 0, { ca: CA }), told('ca_trusting_leaves', 1, { ca: CA })]),
    ).toEqual([]);
  });
});

describe('a pod', () => {
  test('that waits for its certificate for ten minutes is critical', () => {
    const { labels, annotations } = begins('RayTlsPodWaiting/critical', 13, [told('init_waiting_since_timestamp_seconds', 0, W1)]);
    expect(labels).toMatchObject({ pod: 'w1', init_container: 'ray-tls-leaf' });
    expect(annotations.description).toContain('kubectl -n ray logs w1 -c ray-tls-leaf');
  });

  test('that waits again for a minute, long after its start, as after a restart of its node, is none', () => {
    expect(alerts(2, [told('init_waiting_since_timestamp_seconds', `${-DAY} ${-DAY} stale`, W1)])).toEqual([]);
  });

  test('may wait for as long as the threshold says', () => {
    const rules = ruleFile({ thresholds: { podWaiting: Duration.minutes(20) } });
    begins('RayTlsPodWaiting/critical', 23, [told('init_waiting_since_timestamp_seconds', 0, W1)], rules);
  });
});

describe('a CertificateRequest', () => {
  test.each(['denied', 'failed'])('that is %s is critical a minute later', (state) => {
    const { labels } = begins('RayTlsRequestRefused/critical', 4, [told('certificate_requests', `0 0 0 1+0${ALWAYS}`, { state })]);
    expect(labels.state).toBe(state);
  });

  test('that is pending for five minutes is a warning, and none when it is answered', () => {
    const since = 'certificate_request_pending_since_timestamp_seconds';
    begins('RayTlsRequestPending/warning', 7, [told(since, 0)]);
    expect(alerts(7, [told(since, '0 0 0 0 0 stale')])).toEqual([]);
  });
});

describe.each([
  ['renamed by Prometheus', (namespace: string) => ({ namespace: 'cert-manager', exported_namespace: namespace })],
  ['honoured', (namespace: string) => ({ namespace })],
])('a Certificate of cert-manager whose label namespace is %s', (_, labels) => {
  const certificate = (metric: string, value: number, further: Labels = {}, namespace = 'ray') =>
    written(
      `certmanager_certificate_${metric}`,
      { name: 'ray-ca', issuer_name: 'x', ...labels(namespace), ...further },
      `${value}+0${ALWAYS}`,
    );
  const ready = (condition: string, namespace?: string) =>
    ['True', 'False', 'Unknown'].map((one) => certificate('ready_status', one === condition ? 1 : 0, { condition: one }, namespace));

  test('and that is not Ready for a quarter of an hour is a warning', () => {
    expect(begins('RayTlsCertificateNotReady/warning', 15, ready('False')).labels).toMatchObject({ ...OWN, name: 'ray-ca' });
    begins('RayTlsCertificateNotReady/warning', 15, ready('Unknown'));
    expect(alerts(20, ready('True'))).toEqual([]);
    expect(alerts(20, ready('False', 'elsewhere'))).toEqual([]);
  });

  test('and that should have been renewed an hour ago is a warning', () => {
    begins('RayTlsCertificateOverdue/warning', 66, [certificate('renewal_timestamp_seconds', 0 + 1)]);
    expect(alerts(80, [certificate('renewal_timestamp_seconds', 30 * MINUTE)])).toEqual([]);
    expect(alerts(80, [certificate('renewal_timestamp_seconds', 0)])).toEqual([]);
  });

  test('and that ends within three days though it should have been renewed is critical', () => {
    const series = [certificate('expiration_timestamp_seconds', 3 * DAY + 2 * MINUTE), certificate('renewal_timestamp_seconds', 1)];
    begins('RayTlsCertificateExpires/critical', 8, series);
    begins('RayTlsCertificateExpires/critical', 8, series.slice(0, 1));
  });

  test('and that is short-lived, or not issued yet, is none', () => {
    expect(alerts(60, [certificate('expiration_timestamp_seconds', DAY), certificate('renewal_timestamp_seconds', 12 * HOUR)])).toEqual([]);
    expect(alerts(60, [certificate('expiration_timestamp_seconds', 0), certificate('renewal_timestamp_seconds', 0)])).toEqual([]);
  });
});

describe('a rotation', () => {
  test('that failed is a warning', () => {
    begins('RayTlsRotationFailed/warning', 4, [told('rotation_failed', `0 0 0 1+0${ALWAYS}`)]);
  });

  const eightDaysAgo = 10 * MINUTE - 8 * DAY;

  test('that has not ended well for eight days is a warning', () => {
    begins('RayTlsRotationOverdue/warning', 16, [
      told('rotation_created_timestamp_seconds', -100 * DAY),
      told('rotation_last_success_timestamp_seconds', eightDaysAgo),
    ]);
  });

  test('that has never ended well counts from when it was set up', () => {
    begins('RayTlsRotationOverdue/warning', 16, [told('rotation_created_timestamp_seconds', eightDaysAgo)]);
  });
});

describe('the exporter', () => {
  test('that is not there for ten minutes is a warning, in the name of its cluster', () => {
    const stranger = [
      written('ray_tls_exporter_last_success_timestamp_seconds', { namespace: 'ray', ray_cluster: 'other' }, `0+60${ALWAYS}`),
    ];
    expect(firing(RULES, stranger, 9)).toEqual([]);
    const found = firing(RULES, stranger, 10);
    for (const { labels } of found) fired.add(nameOf(labels));
    expect(found.map(({ labels }) => labels)).toEqual([{ alertname: 'RayTlsExporterAbsent', severity: 'warning', ...OWN }]);
  });

  const blind = (values: string) => [...EXPORTER.slice(1), told('exporter_last_success_timestamp_seconds', values, { resource: 'pods' })];

  test.each([
    ['has not read the pods for ten minutes', `60+0${ALWAYS}`, 17],
    ['has never read them', `0+0${ALWAYS}`, 16],
  ])('that %s is a warning', (_, values, minute) => {
    expect(firing(RULES, blind(values), minute - 1)).toEqual([]);
    const [found, ...others] = firing(RULES, blind(values), minute);
    fired.add(nameOf(found.labels));
    expect(found.labels).toMatchObject({ alertname: 'RayTlsExporterBlind', resource: 'pods', ...OWN });
    expect(others).toEqual([]);
  });
});

describe('whatever is wrong with', () => {
  const bad = (own: Labels) => [
    ...leaf(365 * DAY, DAY, own),
    told('leaf_report_readable', 0, { ...W1, ...own }),
    told('ca_expiry_timestamp_seconds', DAY, { ca: CA, ...own }),
    told('reported_leaves', 2, own),
    told('ca_signed_leaves', 2, { ca: CA, ...own }),
    told('ca_trusting_leaves', 1, { ca: CA, ...own }),
    told('init_waiting_since_timestamp_seconds', 0, { ...W1, ...own }),
    told('certificate_requests', 1, { state: 'denied', ...own }),
    told('certificate_request_pending_since_timestamp_seconds', 0, own),
    told('rotation_failed', 1, own),
    told('rotation_last_success_timestamp_seconds', -20 * DAY, own),
    told('exporter_last_success_timestamp_seconds', -HOUR, { resource: 'x', ...own }),
  ];

  test.each([
    ['another cluster of the namespace', { ray_cluster: 'demo-2' }],
    ['a cluster of that name in another namespace', { namespace: 'ray-2' }],
  ])('%s is none of its alerts', (_, own) => {
    expect(alerts(60, bad(own))).toEqual([]);
  });

  test('this one is told with severity, cluster, what it is and what to do, and every template is filled in', () => {
    const found = alerts(60, bad({}));
    expect(found.length).toBeGreaterThan(10);
    for (const { labels, annotations } of found) {
      expect(labels).toMatchObject({ ...OWN, severity: expect.stringMatching(/^(warning|critical)$/) });
      expect(labels).not.toHaveProperty('instance');
      expect(labels.pod ?? 'w1').toBe('w1');
      expect(annotations.summary).toMatch(/^Ray cluster ray\/demo: .+\.$/);
      expect(annotations.description).toMatch(/docs\/(rotation|troubleshooting)\.md of cdk8s-ray-tls\.$/);
      expect(JSON.stringify(annotations)).not.toMatch(/no value|\{\{|\}\}|error/i);
    }
  });
});
