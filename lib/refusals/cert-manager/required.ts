import { invalid } from '../invalid';

/** Refuses an empty text where cert-manager's webhook asks for one. */
export function requireNotEmpty(constructPath: string, what: string, text: string): void {
  if (text !== '') return;
  throw invalid(constructPath, { what, got: text, because: 'it is empty, and cert-manager refuses the issuer without it', fix: 'set it' });
}
