import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { KUBERAY, KUBERAY_VERSIONS, type KubeRayVersion, moduleFolder } from '../../schemas/support/schema-sources';

/** The version whose module is not published in full everywhere, and the variable that names a checkout of it. */
const FROM_FOLDER: KubeRayVersion = '1.7';
export const FOLDER_VARIABLE = 'RAY_TLS_KUBERAY_1_7';
const DEFAULT_FOLDER = resolve(__dirname, '../../../../shared/kuberay/1.7.0');

/** Where a version's source is taken from, if it is not a published module. */
export function givenFolder(version: KubeRayVersion): string | undefined {
  return version === FROM_FOLDER ? resolve(process.env[FOLDER_VARIABLE] ?? DEFAULT_FOLDER) : undefined;
}

/** The versions whose operator can be built here. */
export const JUDGED_VERSIONS = KUBERAY_VERSIONS.filter((version) => existsSync(givenFolder(version) ?? '/'));

/** The versions whose operator cannot. */
export const SKIPPED_VERSIONS = KUBERAY_VERSIONS.filter((version) => !JUDGED_VERSIONS.includes(version));

/** The folder with the source of a version's operator. */
export function kubeRayFolder(version: KubeRayVersion): string {
  return givenFolder(version) ?? moduleFolder(KUBERAY[version]);
}

/** The samples that a version's operator comes with. */
export function samplesFolder(version: KubeRayVersion): string {
  return join(kubeRayFolder(version), 'config/samples');
}
