import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A project that publishes schemas of Kubernetes objects, in one version. */
export interface SchemaSource {
  /** The project, as in the name of a folder of schemas: `<project>-<version>`. */
  readonly project: string;
  readonly version: string;
  /** The Go module that the project publishes. */
  readonly module: string;
  /** Where the schemas lie in that module. */
  readonly folder: string;
}

/** The versions of KubeRay that manifests are validated for. */
export const KUBERAY_VERSIONS = ['1.5', '1.6', '1.7'] as const;

export type KubeRayVersion = (typeof KUBERAY_VERSIONS)[number];

export const KUBERAY: Record<KubeRayVersion, SchemaSource> = {
  '1.5': kubeRay('1.5.1'),
  '1.6': kubeRay('1.6.2'),
  '1.7': kubeRay('1.7.0'),
};

export const CERT_MANAGER: SchemaSource = {
  project: 'cert-manager',
  version: '1.21.2',
  module: 'github.com/cert-manager/cert-manager',
  folder: 'deploy/crds',
};

export const APPROVER_POLICY: SchemaSource = {
  project: 'approver-policy',
  version: '0.28.0',
  module: 'github.com/cert-manager/approver-policy',
  folder: 'deploy/crds',
};

export const PROMETHEUS_OPERATOR: SchemaSource = {
  project: 'prometheus-operator',
  version: '0.85.0',
  module: 'github.com/prometheus-operator/prometheus-operator',
  folder: 'example/prometheus-operator-crd',
};

export const KUBERNETES: SchemaSource = {
  project: 'kubernetes',
  version: '1.34.4',
  module: 'k8s.io/kubernetes',
  folder: 'api/openapi-spec/v3',
};

export const EVERY_SOURCE = [...Object.values(KUBERAY), CERT_MANAGER, APPROVER_POLICY, PROMETHEUS_OPERATOR, KUBERNETES];

function kubeRay(version: string): SchemaSource {
  return { project: 'kuberay', version, module: 'github.com/ray-project/kuberay/ray-operator', folder: 'config/crd/bases' };
}

const FOLDER_VARIABLE = 'RAY_TLS_CRDS';
const DEFAULT_FOLDER = resolve(__dirname, '../../../../shared/crds');
const DOWNLOAD_TIMEOUT_MS = 300_000;

/**
 * The folder with the schemas of a source: `<project>-<version>` in the folder of schemas given, or else the published Go module.
 *
 * @throws an Error that says how to provide them, where neither has them: schemas that are missing must never pass for valid objects.
 */
export function schemaFolder(source: SchemaSource): string {
  const given = join(process.env[FOLDER_VARIABLE] ?? DEFAULT_FOLDER, `${source.project}-${source.version}`);
  if (existsSync(given)) return given;
  try {
    return join(moduleFolder(source), source.folder);
  } catch (error) {
    throw notFound(source, given, (error as Error).message);
  }
}

/**
 * The folder of a published Go module, which is downloaded once.
 *
 * @throws an Error with the reason as a clause, where it cannot be downloaded
 */
export function moduleFolder(source: Pick<SchemaSource, 'module' | 'version'>): string {
  const wanted = `${source.module}@v${source.version}`;
  // In an empty module of its own, so that no go.mod or go.sum of anyone is read or changed.
  const workspace = mkdtempSync(join(tmpdir(), 'schemas-'));
  try {
    writeFileSync(join(workspace, 'go.mod'), 'module schemas\n');
    const go = spawnSync('go', ['mod', 'download', '-json', wanted], {
      cwd: workspace,
      env: { ...process.env, GOWORK: 'off', GOFLAGS: '' },
      encoding: 'utf8',
      timeout: DOWNLOAD_TIMEOUT_MS,
    });
    if (go.error) {
      throw new Error(`the command 'go' did not run (${go.error.message})`);
    }
    const answer = go.stdout ? JSON.parse(go.stdout) : {};
    if (go.status !== 0 || !answer.Dir) {
      throw new Error(`the Go module ${wanted} was not downloaded (${oneLine(answer.Error ?? go.stderr)})`);
    }
    return answer.Dir;
  } finally {
    rmSync(workspace, { recursive: true });
  }
}

function notFound(source: SchemaSource, given: string, because: string): Error {
  const name = `${source.project}-${source.version}`;
  return new Error(
    `[schemas] ${name}: there is no folder ${given}, and ${because}. Fix: install Go and let it reach a module proxy, or copy ` +
      `${source.folder}/ of ${source.module} v${source.version} into a folder ${name}/ and name the folder above it in ${FOLDER_VARIABLE}.`,
  );
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
