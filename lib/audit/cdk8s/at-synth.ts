import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';

/** What constructs refuse themselves, and can say better. */
const SAID_BY_CONSTRUCTS = ['token-turned-off'];

/** What the rules have passed of each app, by the number of its constructs, until the running code comes to its end. */
const passed = new WeakMap<IConstruct, number>();
const watched = new WeakMap<IConstruct, Set<string>>();

/**
 * Has synth refuse an app in which a rule of severity `error` is broken, whichever construct or included file made the object.
 *
 * Whoever needs it calls it; the app is looked at once.
 *
 * @param kubeRayVersion the version of KubeRay, where the construct knows it; looked at if all agree, as charts may go to different clusters
 */
export function auditAtSynth(construct: IConstruct, kubeRayVersion?: string): void {
  const app = construct.node.root;
  const versions = watched.get(app) ?? new Set<string>();
  if (kubeRayVersion !== undefined) versions.add(kubeRayVersion);
  if (watched.has(app)) return;
  watched.set(app, versions);
  // At the construct, whose own validations come first, as they know more of what was meant.
  construct.node.addValidation({
    validate: () => {
      requireSound(app, versions.size === 1 ? [...versions][0] : undefined);
      return [];
    },
  });
}

function requireSound(app: IConstruct, kubeRayVersion?: string): void {
  const constructs = app.node.findAll();
  // cdk8s validates the whole app again for each of its charts.
  if (passed.get(app) === constructs.length) return;
  // Loaded when it is needed: whoever only declares constructs never waits for it.
  const { audit } = require('../engine') as typeof import('../engine');
  const { Manifest } = require('../model/manifest') as typeof import('../model/manifest');
  const { RULES } = require('../rules') as typeof import('../rules');
  const { Severity } = require('../rule') as typeof import('../rule');
  const manifests = constructs
    .filter((construct) => ApiObject.isApiObject(construct))
    .map((construct) => new Manifest((construct as ApiObject).toJson(), { constructPath: construct.node.path }));
  const rules = RULES.filter(({ severity, id }) => severity === Severity.ERROR && !SAID_BY_CONSTRUCTS.includes(id));
  const { findings: errors } = audit(manifests, { now: new Date(), kubeRayVersion }, rules);
  if (errors.length > 0) {
    throw new Error(
      errors
        .map(({ rule, manifest, path, message }) => `[${manifest.origin.constructPath}] ${path}: ${message} (${rule.id}). Fix: ${rule.fix}`)
        .join('\n'),
    );
  }
  passed.set(app, constructs.length);
  queueMicrotask(() => passed.delete(app));
}
