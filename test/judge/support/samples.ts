import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubeRayVersion } from '../../schemas/support/schema-sources';
import { samplesFolder } from './kuberay-sources';

/** One object of KubeRay's in the samples that a version comes with. */
export interface Sample {
  /** The file, and the object's name where the file has several. */
  readonly title: string;
  readonly object: any;
}

/** All objects of KubeRay's in the samples of a version, as kubectl reads them. */
export function samplesOf(version: KubeRayVersion): Sample[] {
  const folder = samplesFolder(version);
  const files = (readdirSync(folder, { recursive: true }) as string[]).filter((file) => /\.ya?ml$/.test(file)).sort();
  return files.flatMap((file) => {
    const documents = parseAllDocuments(readFileSync(join(folder, file), 'utf8'), { version: '1.1', merge: true });
    const objects = documents.map((document) => document.toJS()).filter((object) => object?.apiVersion?.startsWith('ray.io/'));
    return objects.map((object) => ({ title: objects.length > 1 ? `${file}, ${object.metadata.name}` : file, object }));
  });
}
