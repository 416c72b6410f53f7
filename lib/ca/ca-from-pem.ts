import { readCaCertificates } from '../refusals/ca/certificate';
import { requireInDate } from '../refusals/ca/in-date';
import { requireIsCa } from '../refusals/ca/is-ca';
import { requireKeyKind } from '../refusals/ca/key-kind';
import { requireKeyMatch } from '../refusals/ca/key-match';
import { readPrivateKey } from '../refusals/ca/private-key';
import { requireNotPublishedSample } from '../refusals/ca/published-sample';
import { invalid } from '../refusals/invalid';
import type { CaKeySource, CaSecretOrder } from './ca-key-source';
import { type CaPem, writePemSecret } from './pem-secret';

/** A key pair that the caller has, checked and put into the Secret. */
export class CaFromPem implements CaKeySource {
  /**
   * @param way how the caller named it, for errors: `CaKeyPair.fromPem`
   * @param certificate the signing CA first, then whatever else pods shall trust
   */
  public constructor(
    private readonly way: string,
    private readonly certificate: string,
    private readonly privateKey: string,
  ) {}

  public provide(order: CaSecretOrder): void {
    refuseTerms(order, this.way);
    writePemSecret(order, this.checked(order.ca.node.path));
  }

  private checked(path: string): CaPem {
    const certificateArgument = `${this.way}: certificate`;
    const keyArgument = `${this.way}: privateKey`;
    const certificates = readCaCertificates(path, certificateArgument, this.certificate);
    const privateKey = readPrivateKey(path, keyArgument, this.privateKey);
    const [signer] = certificates;
    // A certificate that pods trust is as good as a signer: the published key must be in none of them.
    for (const { publicKey } of certificates) requireNotPublishedSample(path, certificateArgument, publicKey);
    requireIsCa(path, certificateArgument, signer);
    requireKeyKind(path, certificateArgument, signer.publicKey);
    requireInDate(path, certificateArgument, signer);
    requireKeyMatch(path, keyArgument, signer, privateKey);
    return {
      certificate: certificates.map(String).join(''),
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    };
  }
}

function refuseTerms(order: CaSecretOrder, way: string): void {
  for (const term of ['commonName', 'duration'] as const) {
    if (order[term] === undefined) continue;
    const value = order[term];
    throw invalid(order.ca.node.path, {
      what: term,
      got: typeof value === 'string' ? value : value.toHumanString(),
      because: `${way} brings a certificate that says this already`,
      fix: 'leave it out, or have the CA made with CaKeyPair.inCluster()',
    });
  }
}
