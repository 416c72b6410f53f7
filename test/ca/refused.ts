import { type CaKeyPair, RayTlsCa, type RayTlsCaProps } from '../../lib';
import { errorOf, rayChart } from './synth';

/** One input that cannot work, and the four parts of its error. */
export interface Refused {
  readonly keyPair?: CaKeyPair;
  readonly props?: RayTlsCaProps;
  readonly what: string;
  /** The value as it is shown; none where it is missing or secret. */
  readonly value?: string;
  readonly because: string;
  readonly fix: string;
}

/** Proves that it is refused by one error with path, value, reason and fix, which gives nothing of these PEM texts away. */
export function expectRefused(refused: Refused, secrets: readonly string[]): void {
  const { keyPair, props, what, value, because, fix } = refused;
  const message = errorOf(() => new RayTlsCa(rayChart(), 'ca', { keyPair, ...props }));
  const subject = `[ray/ca] ${what}${value === undefined ? '' : ` is ${value}`}: `;
  expect(message.slice(0, subject.length)).toBe(subject);
  const [reason, remedy] = message.slice(subject.length).split('. Fix: ');
  expect(reason).toContain(because);
  expect(remedy).toContain(fix);
  const chunks = secrets.flatMap((pem) => pem.match(/[A-Za-z0-9+/=]{24}/g) ?? []);
  expect(chunks.length).toBeGreaterThan(0);
  for (const chunk of chunks) expect(message).not.toContain(chunk);
}
