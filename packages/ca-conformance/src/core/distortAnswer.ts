import * as x509 from '@peculiar/x509';
import { Authority } from './Authority';
import { generateKeys } from './authorityKeys';
import { AnswerFault } from './FaultScript';

/** A certificate and its chain, as services answer them. */
export interface IssuedAnswer {
  /** PEM. */
  certificate: string;
  /** From the issuer up to the root, each in PEM. */
  chain: string[];
}

const dayMs = 24 * 3600 * 1000;

const garbage = [
  '-----BEGIN CERTIFICATE-----',
  Buffer.from('no certificate at all').toString('base64'),
  '-----END CERTIFICATE-----',
  '',
].join('\n');

/** The extensions that make a certificate one of an authority. */
function authorityPartOf(certificate: x509.X509Certificate): x509.Extension[] {
  return [
    certificate.getExtension(x509.BasicConstraintsExtension),
    certificate.getExtension(x509.KeyUsagesExtension),
  ].filter(extension => extension !== null);
}

/** The same certificate for another key, signed by the same issuer. */
async function forAnotherKey(pem: string, issuer: Authority): Promise<string> {
  const asked = new x509.X509Certificate(pem);
  const keys = await generateKeys('P-256');
  const made = await issuer.sign({
    publicKey: await x509.PublicKey.create(keys.publicKey),
    subject: asked.subjectName,
    notBefore: asked.notBefore,
    notAfter: asked.notAfter,
    extensions: authorityPartOf(asked),
  });
  return `${made.toString('pem')}\n`;
}

/** The issuer's certificate as it was until yesterday; of the same key. */
async function expired(issuer: Authority): Promise<string> {
  const { certificate } = issuer;
  const made = await (issuer.issuer ?? issuer).sign({
    publicKey: certificate.publicKey,
    subject: certificate.subjectName,
    notBefore: new Date(Date.now() - 30 * dayMs),
    notAfter: new Date(Date.now() - dayMs),
    extensions: authorityPartOf(certificate),
  });
  return `${made.toString('pem')}\n`;
}

/** The answer with the fault in it. */
export async function distortAnswer(
  answer: IssuedAnswer,
  fault: AnswerFault | undefined,
  issuer: Authority,
): Promise<IssuedAnswer> {
  switch (fault?.type) {
    case undefined:
      return answer;
    case 'wrong-key':
      return {
        ...answer,
        certificate: await forAnotherKey(answer.certificate, issuer),
      };
    case 'reversed-chain':
      return { ...answer, chain: [...answer.chain].reverse() };
    case 'expired-issuer':
      return {
        ...answer,
        chain: [await expired(issuer), ...answer.chain.slice(1)],
      };
    case 'garbage':
      return { ...answer, certificate: garbage };
    default:
      throw new Error(`fault ${JSON.stringify(fault)} is not known`);
  }
}
