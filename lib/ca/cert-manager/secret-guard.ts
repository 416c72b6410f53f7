import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { type PlacedObject, requireOneWriterPerSecret } from '../../refusals/cert-manager/secret-writers';
import { RayTlsCa } from '../ray-tls-ca';

const guarded = new WeakSet<Chart>();

/** Has synth refuse Secrets of the construct's chart that a Certificate and something else write. */
export function guardSecretWriters(construct: IConstruct): void {
  const chart = Chart.of(construct);
  if (guarded.has(chart)) return;
  guarded.add(chart);
  chart.node.addValidation({
    validate: () => {
      requireOneWriterPerSecret(writersIn(chart));
      return [];
    },
  });
}

function writersIn(chart: Chart): PlacedObject[] {
  return chart.node.findAll().flatMap((construct) => {
    const manifest = manifestOf(construct);
    return manifest === undefined ? [] : [{ constructPath: construct.node.path, manifest }];
  });
}

function manifestOf(construct: IConstruct): PlacedObject['manifest'] | undefined {
  if (construct instanceof RayTlsCa) {
    // A CA made in the cluster has no Secret in the manifest, yet its Job writes one.
    return { apiVersion: 'v1', kind: 'Secret', metadata: { name: construct.secretName, namespace: construct.namespace } };
  }
  return ApiObject.isApiObject(construct) && ['Secret', 'Certificate'].includes(construct.kind) ? construct.toJson() : undefined;
}
