import {
  createIntermediateCsr,
  createRoot,
  generateCaKey,
  LocalAuthority,
  privateKeyPem,
} from '@meshport/certificates';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DAY_MS = 24 * 3600 * 1000;
const SUBJECT = {
  commonName: 'Harbour Books mesh root',
  organization: ['Harbour Books'],
};

/** The authority of the demo's mesh, which lives as long as the demo's folder. */
export interface DemoAuthority {
  /** Secret `cacerts` of a cluster, as somebody wrote it by hand long ago. */
  cacertsOf(cluster: string, daysLeft: number): Promise<object>;
  /** For `mesh.certificateAuthorities`. */
  config: object[];
}

/**
 * Makes a root for the mesh of the example clusters and writes it where the
 * portal reads it.
 *
 * @param folder - of the demo; its files are for their owner alone
 */
export async function makeAuthority(folder: string): Promise<DemoAuthority> {
  const now = Date.now();
  const key = await generateCaKey('P-256');
  const certificate = createRoot({
    key,
    subject: SUBJECT,
    notAfter: new Date(now + 3650 * DAY_MS),
    now: new Date(now - 365 * DAY_MS),
  });
  const certificateFile = join(folder, 'mesh-root.pem');
  const keyFile = join(folder, 'mesh-root-key.pem');
  writeFileSync(certificateFile, certificate, { mode: 0o600 });
  writeFileSync(keyFile, privateKeyPem(key), { mode: 0o600 });
  const root = new LocalAuthority({ certificate, key });
  const shared = { provider: 'local', clusters: ['east'] };
  return {
    cacertsOf: async (cluster, daysLeft) => {
      const own = await generateCaKey('P-256');
      const intermediate = root.signIntermediate(
        createIntermediateCsr({
          key: own,
          subject: {
            commonName: 'Istio CA',
            organization: ['Harbour Books'],
            locality: [cluster],
          },
          pathLength: 0,
        }),
        {
          notAfter: new Date(now + daysLeft * DAY_MS),
          pathLength: 0,
          now: new Date(now - (90 - daysLeft) * DAY_MS),
        },
      );
      return {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'Opaque',
        metadata: { name: 'cacerts', namespace: 'istio-system' },
        stringData: {
          'ca-cert.pem': intermediate,
          'ca-key.pem': privateKeyPem(own).toString(),
          'cert-chain.pem': intermediate,
          'root-cert.pem': certificate,
        },
      };
    },
    config: [
      {
        name: 'harbour-books',
        title: 'Harbour Books mesh root',
        ...shared,
        local: { certificateFile, keyFile },
      },
      {
        name: 'new-root',
        title: 'A new root, to try the change of a root',
        ...shared,
        local: { development: true },
      },
    ],
  };
}
