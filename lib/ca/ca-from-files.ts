import { readFileSync } from 'node:fs';
import { invalid } from '../refusals/invalid';
import { CaFromPem } from './ca-from-pem';
import type { CaKeySource, CaSecretOrder } from './ca-key-source';

const WAY = 'CaKeyPair.fromFiles';
const REASONS: { readonly [code: string]: string } = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not read it',
  EISDIR: 'it is a folder',
};

/** A key pair that the caller has in two PEM files. */
export class CaFromFiles implements CaKeySource {
  public constructor(
    private readonly certificatePath: string,
    private readonly privateKeyPath: string,
  ) {}

  public provide(order: CaSecretOrder): void {
    const path = order.ca.node.path;
    const certificate = read(path, 'certificatePath', this.certificatePath);
    const privateKey = read(path, 'privateKeyPath', this.privateKeyPath);
    new CaFromPem(`${WAY}('${this.certificatePath}', '${this.privateKeyPath}')`, certificate, privateKey).provide(order);
  }
}

function read(constructPath: string, what: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw invalid(constructPath, {
      what: `${WAY}: ${what}`,
      got: file,
      because: `${REASONS[code] ?? `it cannot be read (${code})`}, looked for in ${process.cwd()}`,
      fix: 'name a PEM file that exists, by its path from where the app is synthesized, or absolute',
    });
  }
}
