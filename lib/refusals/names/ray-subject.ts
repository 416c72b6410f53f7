import { invalid } from '../invalid';
import { requireDns1123Label, requireDns1123Subdomain } from './kubernetes-names';

type Subject = { readonly kind: string; readonly name: string; readonly namespace?: string };

/** Kubernetes' names for who shows no token, and so is refused before anyone looks at roles. */
const WITHOUT_TOKEN = ['system:anonymous', 'system:unauthenticated'];

/** Refuses a subject that can never be let in, or that is none. */
export function requireGrantableSubject(constructPath: string, { kind, name, namespace }: Subject): void {
  if (kind === 'ServiceAccount') {
    requireDns1123Subdomain(constructPath, 'subject: serviceAccount', name, 'ServiceAccount name');
    requireDns1123Label(constructPath, 'subject: namespace', namespace!, 'namespace');
    return;
  }
  const what = `subject: ${kind.toLowerCase()}`;
  if (name.trim() === '' || name !== name.trim()) {
    throw invalid(constructPath, {
      what,
      got: name,
      because: 'it is empty, or has white space around it, and so is the name of nobody',
      fix: `write the name that the API server has for the ${kind.toLowerCase()} (kubectl auth whoami)`,
    });
  }
  if (WITHOUT_TOKEN.includes(name)) {
    throw invalid(constructPath, {
      what,
      got: name,
      because: 'it stands for requests without a token, which are refused before anyone looks at roles',
      fix: 'grant access to those who have one',
    });
  }
}
