import { invalid } from '../invalid';

const ANNOTATION = 'ray.io/initializing-timeout';
const TIMEOUT = /^\+?((\d+(\.\d+)?|\.\d+)(ns|us|µs|ms|s|m|h))+$|^\+?\d+$/;

/** Refuses a time-out for a service's start that KubeRay would refuse (`validateInitializingTimeout` of v1.7.0). */
export function requireInitializingTimeout(constructPath: string, annotations: { readonly [key: string]: string } = {}): void {
  const timeout = annotations[ANNOTATION];
  if (timeout === undefined || timeout === '' || (TIMEOUT.test(timeout) && /[1-9]/.test(timeout))) return;
  throw invalid(constructPath, {
    what: `metadata.annotations['${ANNOTATION}']`,
    got: timeout,
    because: 'it is neither a positive duration as Go writes it nor a positive number of seconds',
    fix: "write it as in '30m' or '1800'",
  });
}
