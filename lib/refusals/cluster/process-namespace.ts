import { invalid } from '../invalid';

type Json = { readonly [field: string]: any };

/** Fields of a pod by which its containers see each other's processes. */
const SHARING = ['shareProcessNamespace', 'hostPID'];

/**
 * Refuses a pod whose Ray container sees the processes of one that holds a token or key: as the same user it reads their files by `/proc`.
 *
 * @param holders the containers that run beside Ray and hold one
 */
export function requireProcessesApart(constructPath: string, place: string, podSpec: Json, holders: readonly string[]): void {
  const field = SHARING.find((name) => podSpec[name] === true);
  if (field === undefined || holders.length === 0) return;
  const names = holders.map((name) => `'${name}'`).join(' and ');
  throw invalid(constructPath, {
    what: `${place}.spec.${field}`,
    got: true,
    because: `the code that Ray runs would read by /proc what ${names} alone may hold: a token of the Kubernetes API or a private key`,
    fix: 'remove it',
  });
}
