import { ConflictError, InputError } from '@backstage/errors';
import { CaDescription } from '@meshport/backstage-plugin-mesh-node';
import {
  appendRoot,
  CertificateFacts,
  readCertificates,
  removeRoot,
} from '@meshport/certificates';
import { ClusterConnection } from '../../clusters/types';
import { ClusterInventory } from '../../inventory';
import { istiodVersions } from '../controlPlane/bundleRules';
import {
  CacertsSecret,
  PresentCacerts,
  refuseForeign,
} from '../controlPlane/CacertsSecret';
import { fingerprintsIn } from './gates';
import { RootChangeFacts, SignerFacts } from './RootChange';
import { RootChangeParameters } from './rootChangeParameters';
import { selfSigned } from './secretStages';

const MULTI_ROOT = 'ISTIO_MULTIROOT_MESH';

/**
 * The facts with which a change begins, out of the cluster as it is now.
 *
 * @throws `ConflictError` when somebody else owns the Secret or it holds no
 * authority that could be carried over, `InputError` when the root would not change
 */
export async function factsNow(
  requestId: string,
  parameters: RootChangeParameters,
  of: {
    connection: ClusterConnection;
    inventory: ClusterInventory | undefined;
    description: CaDescription;
    env: readonly Record<string, string>[];
  },
): Promise<RootChangeFacts> {
  const { authority, cluster, namespace, acceptOutage } = parameters;
  const newRoot = rootOf(of.description).pem;
  const present = await new CacertsSecret(of.connection, namespace).read();
  if (present) {
    refuseForeign(present.facts, { overGenerated: true });
    refuseUnfinished(present, cluster);
  }
  const isFirst = !present || present.facts.istioGenerated;
  const oldSigner = present
    ? signerOf(present.facts)
    : await selfSignedFacts(of.connection, namespace);
  const oldRoots = present?.facts.root ?? oldSigner.chain;
  const oldRoot = rootAbove(oldSigner, oldRoots);
  if (fingerprintsIn(oldRoot)[0] === fingerprintsIn(newRoot)[0]) {
    throw new InputError(
      `authority: ${authority} has the root that ${cluster} is signed below already, so the root does not change; ask for certificate-authority-renew or certificate-authority-issue`,
    );
  }
  const bothRoots = appendRoot(oldRoots, newRoot);
  return {
    requestId,
    cluster,
    namespace,
    authority,
    kind: isFirst ? 'first' : 'rotation',
    istioGenerated: present?.facts.istioGenerated ?? false,
    shortWay: acceptOutage,
    oldSigner,
    oldRoots,
    oldRoot,
    newRoot,
    bothRoots,
    // Every istiod is restarted, so that it need not be a piece of the file.
    lastRoots: removeRoot(bothRoots, oldRoot, { anywhere: true }),
    istiodVersions: of.inventory ? istiodVersions(of.inventory, namespace) : [],
    multiRoot:
      of.env.length > 0 && of.env.every(one => one[MULTI_ROOT] === 'true'),
  };
}

/** The root at which an authority's chain ends. */
export function rootOf({
  certificate,
  chain,
}: Pick<CaDescription, 'certificate' | 'chain'>): CertificateFacts {
  const all = readCertificates([certificate, ...chain].join('\n'));
  const root = all.find(({ selfSigned: isRoot }) => isRoot);
  if (!root) {
    throw new InputError(
      `authority: its chain ends at ${
        all[all.length - 1].subject
      }, which is no root; have its whole chain made known`,
    );
  }
  return root;
}

/** What another change left beside the authority would be lost. */
function refuseUnfinished(
  { facts, names }: PresentCacerts,
  cluster: string,
): void {
  if (facts.missing.length && !facts.istioGenerated) {
    throw new ConflictError(
      `cluster: Secret cacerts of ${cluster} lacks ${facts.missing.join(
        ', ',
      )}, so that istiod does not start with it; have it completed or taken away first`,
    );
  }
  const left = names.find(name => name.startsWith('meshport-previous-'));
  if (left) {
    throw new ConflictError(
      `cluster: Secret cacerts of ${cluster} holds ${left}, which a change of the root that was not ended left there; have whoever asked for that end it, or take the entry away`,
    );
  }
}

function signerOf({
  certificate,
  chain,
  crl,
}: Pick<SignerFacts, 'certificate' | 'chain' | 'crl'>): SignerFacts {
  const [fingerprint] = fingerprintsIn(certificate);
  return {
    certificate,
    // The file is empty where istiod made its authority itself.
    chain: chain || certificate,
    fingerprint,
    ...(crl ? { crl } : {}),
  };
}

async function selfSignedFacts(
  connection: ClusterConnection,
  namespace: string,
): Promise<SignerFacts> {
  const found = await selfSigned(connection, namespace);
  found.key.fill(0);
  return signerOf(found);
}

/** The root to which the present authority leads, in PEM. */
function rootAbove({ certificate, chain }: SignerFacts, roots: string): string {
  const known = readCertificates(roots);
  const above = readCertificates(`${certificate}\n${chain}`);
  const own = known.find(root =>
    above.some(
      one =>
        one.fingerprint === root.fingerprint || one.issuer === root.subject,
    ),
  );
  if (!own) {
    throw new ConflictError(
      'cluster: the present authority leads to none of the roots in root-cert.pem; look at what istiod uses before its root is changed',
    );
  }
  return own.pem;
}
