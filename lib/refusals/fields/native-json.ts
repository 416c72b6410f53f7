import { kubeRayTypes } from '../../facts/kuberay-types';
import { type Misfit, reportMisfits } from '../../facts/misfits';
import { kubeRayVersionAtLeast } from '../cluster/kuberay-version';
import { type Complaint, invalid } from '../invalid';
import { intendedField } from './intended-field';
import { keyPath } from './key-path';
import type { NativePlace, NativeReader } from './native-place';
import { typeComplaint } from './wrong-type';

/** Refuses fields that the reader's version does not have, and values of another type than their field's. The JSON is plain already. */
export function requireKnownFields(reader: NativeReader, place: NativePlace, value: unknown): void {
  const { kubeRayVersion } = reader;
  // Kubernetes is at least as new as the newest table.
  const atLeast = (version: string) => kubeRayVersion === undefined || kubeRayVersionAtLeast(kubeRayVersion, version);
  reportMisfits({ table: kubeRayTypes(), atLeast }, place.type, value, (misfit) => {
    if (isExcepted(reader, place, misfit) || isTakenByKubernetes(reader, misfit)) return;
    throw invalid(reader.constructPath, complaintOf(reader, place, misfit));
  });
}

function isExcepted({ unknownFields = [] }: NativeReader, place: NativePlace, misfit: Misfit): boolean {
  const path = explained(place, misfit);
  return unknownFields.some((known) => path === known || path.startsWith(`${known}.`));
}

/** Its own types are more lenient than a CustomResourceDefinition, and a field that a later KubeRay leaves out may still be theirs. */
function isTakenByKubernetes({ kubeRayVersion }: NativeReader, { problem, type, value }: Misfit): boolean {
  if (kubeRayVersion !== undefined) return false;
  return problem === 'removed field' || (type === 'quantity' && typeof value === 'number');
}

function complaintOf(reader: NativeReader, place: NativePlace, misfit: Misfit): Complaint {
  const what = `${place.what}${keyPath(misfit.keys)}`;
  const { kubeRayVersion } = reader;
  const name = kubeRayVersion === undefined ? 'Kubernetes' : `KubeRay ${kubeRayVersion}`;
  switch (misfit.problem) {
    case 'wrong type':
      return typeComplaint(what, misfit, kubeRayVersion === undefined ? 'Kubernetes' : 'KubeRay');
    case 'newer field':
      return {
        what,
        because: `KubeRay has this field from ${misfit.version} on, and with ${name} the API server drops it`,
        fix: `upgrade KubeRay and set kubeRayVersion: '${misfit.version}', or remove the field`,
      };
    case 'removed field':
      return { what, because: `KubeRay does not have this field since ${misfit.version}, and the API server drops it`, fix: 'remove it' };
    default:
      return unknownComplaint(what, name, place, misfit);
  }
}

function unknownComplaint(what: string, reader: string, place: NativePlace, misfit: Misfit): Complaint {
  const { because, fix, isCertain } = intendedField(place, misfit);
  const exception = `pass unknownFields: ['${explained(place, misfit)}'] if yours has it`;
  return {
    what,
    because: because ?? `${reader} does not have this field, and the API server drops it`,
    fix: isCertain ? fix : `${fix}, or ${exception}`,
  };
}

/** The path of what does not fit, without indexes. */
function explained(place: NativePlace, { keys }: Misfit): string {
  return [place.path, ...keys.filter((key) => typeof key === 'string')].join('.');
}
