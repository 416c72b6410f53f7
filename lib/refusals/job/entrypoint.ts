import { invalid } from '../invalid';

/** What ends or redirects a command of a shell, outside of quotes. */
const SHELL_CONTROL = /[;&|<>()\n]/;
const QUOTED = /\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"/g;

/**
 * Refuses an entrypoint that KubeRay could not submit, or of which it would submit the first part alone.
 *
 * @param submission how it is submitted: by the operator, by somebody, by the user's own command, or by a shell, which parses it
 */
export function requireEntrypoint(
  constructPath: string,
  entrypoint: string | undefined,
  submission: 'operator' | 'nobody' | 'own command' | 'shell',
): void {
  if (submission === 'nobody') {
    if (entrypoint === undefined) return;
    throw invalid(constructPath, {
      what: 'entrypoint',
      got: entrypoint,
      because: 'with RaySubmission.interactive() somebody submits the job, and KubeRay runs no entrypoint',
      fix: 'remove it, or choose another submission',
    });
  }
  // KubeRay then runs that command instead of its own, and hands it no entrypoint.
  if (submission === 'own command') return;
  if (entrypoint === undefined || entrypoint.trim() === '') {
    throw invalid(constructPath, {
      what: 'entrypoint',
      got: entrypoint,
      because: 'there is nothing to run',
      fix: "write the command that runs on the head, such as 'python /home/ray/app/main.py'",
    });
  }
  if (submission === 'operator') return;
  const unquoted = entrypoint.trim().replace(QUOTED, '');
  const control = SHELL_CONTROL.exec(unquoted)?.[0] ?? /['"]/.exec(unquoted)?.[0];
  if (control === undefined) return;
  throw invalid(constructPath, {
    what: 'entrypoint',
    got: entrypoint,
    because: `KubeRay writes it into the submitter's shell, which would take ${JSON.stringify(control)} for itself: what follows would not run on the cluster`,
    fix: `quote the whole: sh -c '...'`,
  });
}
