import {
  createRoot,
  generateCaKey,
  privateKeyPem,
} from '@meshport/certificates';
import {
  nameConstraints,
  TestAuthority,
} from '@meshport/certificates/testUtils';

const DAY_MS = 86_400_000;

/** A root with its key, in PEM. */
export interface TestRoot {
  certificate: string;
  key: string;
}

/** A root below which workloads of some trust domains alone may stand. */
export async function constrainedRoot(
  name: string,
  permits: string[],
): Promise<TestRoot> {
  const key = await generateCaKey('P-256');
  const { certificate } = new TestAuthority({
    name,
    key,
    now: new Date(),
    days: 3650,
    extensions: [nameConstraints({ uri: permits })],
  });
  return { certificate, key: privateKeyPem(key).toString() };
}

/** A root as istiod makes its own (`O=cluster.local`), or of a name. */
export async function testRoot(
  name: string,
  lifeMs = 3650 * DAY_MS,
): Promise<TestRoot> {
  const key = await generateCaKey('P-256');
  return {
    certificate: createRoot({
      key,
      subject: { commonName: name, organization: ['test'] },
      notAfter: new Date(Date.now() + lifeMs),
    }),
    key: privateKeyPem(key).toString(),
  };
}
