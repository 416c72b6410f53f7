import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { audit } from '../lib/audit/engine';
import { Manifest } from '../lib/audit/model/manifest';
import { synthExample } from '../test/support/example';

const EXAMPLES = readdirSync(__dirname).filter((name) => existsSync(join(__dirname, name, 'main.ts')));
/** The README's first lines as they stand: rightly, the rules say of them that TLS is not all. */
const FIRST = 'self-signed';

function findings(example: string): string[] {
  const documents = Object.values(synthExample(join(__dirname, example))).flatMap((text) => parseAllDocuments(text));
  const manifests = documents.map((document) => new Manifest(document.toJS(), { constructPath: example }));
  return audit(manifests, { now: new Date() }).findings.map(({ rule, message }) => `${rule.id}: ${message}`);
}

/** Renewal is what this example is about. */
const RENEWED = 'day-2';
const RENEWAL = /^leaf-without-renewal: the leaf expires after \d+ days, and no RayTlsRotation replaces the pod$/;
const but = (allowed: RegExp, found: string[]) => found.filter((finding) => !allowed.test(finding));

/** Redis is not part of the examples: whether it speaks TLS is for whoever runs it. */
const REDIS = /^redis-without-tls: /;

test.each(EXAMPLES.filter((name) => name !== FIRST && name !== RENEWED))(
  'the rules find in %s at most that nothing renews its leaves',
  (example) => expect(but(RENEWAL, findings(example))).toEqual([]),
);

test('the rules find nothing in the example about renewal but its Redis', () => expect(but(REDIS, findings(RENEWED))).toEqual([]));

test('of the first example the rules say that its HTTP ports are open, and that nothing renews its leaves', () =>
  expect(new Set(findings(FIRST))).toEqual(
    new Set([
      expect.stringMatching(/^http-port-unprotected: .*8265/),
      expect.stringMatching(/^http-port-unprotected: .*52365/),
      expect.stringMatching(RENEWAL),
    ]),
  ));
