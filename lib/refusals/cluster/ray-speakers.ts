import { raySpeech, usesRayTls } from '../../facts/ray-speakers';
import { invalid } from '../invalid';

type Json = { readonly [field: string]: any };

/**
 * Refuses a container that speaks to Ray without a certificate: Ray answers it nothing, and it waits for ever.
 *
 * @param fixFor what gives the container of that name its identity
 */
export function requireIdentityOfSpeakers(constructPath: string, place: string, podSpec: Json, fixFor: (name: string) => string): void {
  for (const container of [...(podSpec.initContainers ?? []), ...podSpec.containers]) {
    const speech = usesRayTls(container) ? undefined : raySpeech(container);
    if (speech === undefined) continue;
    throw invalid(constructPath, {
      what: `container '${container.name}' of ${place}`,
      because: `by ${speech} it speaks to Ray, which lets nobody in without a certificate, and it would wait for ever`,
      fix: fixFor(container.name),
    });
  }
}
