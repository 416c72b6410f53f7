import { checkArguments, requireProps } from '../../refusals/api/arguments';
import { requireKubeRayVersion } from '../../refusals/cluster/kuberay-version';
import { invalid } from '../../refusals/invalid';
import type { AuditResult, Finding } from '../engine';
import type { Severity } from '../rule';

/** How strict the validation is: `properties` of the validation in `cdk8s.yaml`. */
export interface RayTlsValidationProps {
  /**
   * From which severity on `cdk8s synth` fails: `warning` or `error`.
   *
   * @default 'warning'
   */
  readonly failOn?: string;

  /**
   * The version of the KubeRay operator that runs in the Kubernetes cluster, such as `1.6`: fields that it does not know are found too.
   *
   * @default - not looked at
   */
  readonly kubeRayVersion?: string;
}

/**
 * The rules of this library as a validation of `cdk8s synth`, over everything that the app makes: with
 *
 *     validations:
 *       - package: ./node_modules/cdk8s-ray-tls
 *         version: 0.1.0
 *         class: RayTlsValidation
 *
 * in `cdk8s.yaml` the command prints a report with construct paths, and exits with 2 if something was found.
 */
export class RayTlsValidation {
  private readonly failOn: string;
  private readonly kubeRayVersion?: string;

  /** @throws Error for a severity or a version of KubeRay that is not known */
  public constructor(props: RayTlsValidationProps = {}) {
    requireProps(this, 'RayTlsValidation', props);
    this.failOn = props.failOn ?? 'warning';
    this.kubeRayVersion = props.kubeRayVersion;
    if (!['warning', 'error'].includes(this.failOn)) {
      throw invalid('RayTlsValidation', {
        what: 'failOn',
        got: props.failOn,
        because: 'findings are warnings and errors',
        fix: "write 'warning' or 'error'",
      });
    }
    if (this.kubeRayVersion !== undefined) requireKubeRayVersion('RayTlsValidation', 'kubeRayVersion', this.kubeRayVersion);
  }

  /**
   * Called by `cdk8s synth`.
   *
   * @param context the `ValidationContext` of cdk8s-cli
   */
  public async validate(context: any): Promise<void> {
    // Loaded when it is needed: an app that is only synthesized never waits for it.
    const { audit, countOf, fails } = await import('../engine');
    const { Severity } = await import('../rule');
    const { readManifests } = await import('../cli/read-manifests');
    const { manifests, unread } = readManifests(context.manifests);
    if (unread.length > 0) throw new Error(unread[0].message);
    const result = audit(manifests, { now: new Date(), kubeRayVersion: this.kubeRayVersion });
    for (const [rule, findings] of byRule(result)) {
      context.report.addViolation({
        ruleName: rule.id,
        recommendation: `${rule.title}. ${rule.why}`,
        fix: rule.fix,
        violatingResources: findings.map(({ manifest, path, message }) => ({
          resourceName: manifest.name,
          locations: [`${path}: ${message}`],
          manifestPath: manifest.origin.file,
        })),
      });
    }
    context.report.submit(fails(result, this.failOn as Severity) ? 'failure' : 'success', {
      errors: `${countOf(result.findings, Severity.ERROR)}`,
      warnings: `${countOf(result.findings, Severity.WARNING)}`,
      suppressed: `${result.suppressed.length}`,
    });
  }
}

function byRule({ findings }: AuditResult): Map<Finding['rule'], Finding[]> {
  const groups = new Map<Finding['rule'], Finding[]>();
  for (const finding of findings) groups.set(finding.rule, [...(groups.get(finding.rule) ?? []), finding]);
  return groups;
}

checkArguments('RayTlsValidation', RayTlsValidation);
