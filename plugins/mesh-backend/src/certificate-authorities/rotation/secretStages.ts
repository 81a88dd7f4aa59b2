import { ConflictError } from '@backstage/errors';
import { CaBundle } from '@meshport/certificates';
import { ClusterConnection } from '../../clusters';
import { findObject } from '../../clusters/findObject';
import { toBackstageError } from '../../manifests/clusterErrors';
import { CacertsFiles, PresentCacerts } from '../controlPlane/CacertsSecret';
import { fingerprintsIn } from './gates';
import {
  RootChangeFacts,
  RootChangeState,
  RootStage,
  SignerFacts,
} from './RootChange';

/** Where a self-signed istiod keeps its authority. */
export const SELF_SIGNED_SECRET = 'istio-ca-secret';

/** The authority that signed before stays beside the new one until the end, so that it can be rolled back to; istiod does not read these names. */
export const PREVIOUS = {
  'ca-cert.pem': 'meshport-previous-ca-cert.pem',
  'ca-key.pem': 'meshport-previous-ca-key.pem',
  'cert-chain.pem': 'meshport-previous-cert-chain.pem',
} as const;

const SIGNER_FILES = Object.keys(PREVIOUS) as (keyof typeof PREVIOUS)[];

/** An authority with its key. The key is wiped by whoever asked for it. */
export interface SignerFiles {
  certificate: string;
  chain: string;
  key: Buffer;
}

/** Which stage a Secret shows; undefined where it is none of this change's. */
export function stageShown(
  facts: RootChangeFacts,
  state: Pick<RootChangeState, 'newSigner'>,
  present: Pick<PresentCacerts, 'facts'> | undefined,
): RootStage | undefined {
  if (!present) {
    return facts.kind === 'first' ? 'before' : undefined;
  }
  const { certificate, root } = present.facts;
  const [signer] = readableFingerprints(certificate);
  if (signer === facts.oldSigner.fingerprint) {
    if (root === facts.oldRoots) {
      return 'before';
    }
    return root === facts.bothRoots ? 'both' : undefined;
  }
  if (signer !== undefined && signer === state.newSigner?.fingerprint) {
    if (root === facts.bothRoots) {
      return 'signing';
    }
    return root === facts.lastRoots ? 'after' : undefined;
  }
  return undefined;
}

function readableFingerprints(pem: string): string[] {
  try {
    return fingerprintsIn(pem);
  } catch {
    // Not a certificate: then it is nothing that was written by this change.
    return [];
  }
}

/** The public parts that istiod is given in a stage: what the preflight judges. */
export function bundleOf(
  facts: RootChangeFacts,
  stage: Exclude<RootStage, 'before'>,
  signer: Pick<SignerFacts, 'certificate' | 'chain'>,
): CaBundle {
  const { certificate, chain } = stage === 'both' ? facts.oldSigner : signer;
  const root = stage === 'after' ? facts.lastRoots : facts.bothRoots;
  return { certificate, chain, root };
}

/** Files of the Secret when an authority that comes anew is written into it. */
export function filesOf(
  bundle: CaBundle,
  key: Buffer,
  beside?: SignerFiles,
): CacertsFiles {
  return {
    'ca-cert.pem': bundle.certificate,
    'ca-key.pem': key,
    'cert-chain.pem': bundle.chain,
    'root-cert.pem': bundle.root,
    // istiod refuses lists that are not complete for the new chain.
    'ca-crl.pem': undefined,
    ...(beside
      ? {
          [PREVIOUS['ca-cert.pem']]: beside.certificate,
          [PREVIOUS['ca-key.pem']]: beside.key,
          [PREVIOUS['cert-chain.pem']]: beside.chain,
        }
      : {}),
  };
}

/** Files that take the authority beside it away. */
export function withoutPrevious(): CacertsFiles {
  return Object.fromEntries(
    SIGNER_FILES.map(name => [PREVIOUS[name], undefined]),
  );
}

/** The authority that a Secret signs by, or the one that lies beside it. */
export function signerIn(
  present: PresentCacerts,
  which: 'present' | 'previous',
): SignerFiles | undefined {
  const nameOf = (name: keyof typeof PREVIOUS) =>
    which === 'present' ? name : PREVIOUS[name];
  const [certificate, key, chain] = SIGNER_FILES.map(name =>
    present.file(nameOf(name)),
  );
  return certificate && key && chain
    ? { certificate: certificate.toString(), key, chain: chain.toString() }
    : undefined;
}

/**
 * The authority that a self-signed istiod made (`istio-ca-secret`): its
 * certificate is its own root.
 *
 * @throws `ConflictError` when there is none, or what the cluster answers
 */
export async function selfSigned(
  connection: ClusterConnection,
  namespace: string,
): Promise<SignerFiles> {
  const { name: cluster } = connection.details;
  let found;
  try {
    found = await findObject(
      connection,
      `/api/v1/namespaces/${namespace}/secrets/${SELF_SIGNED_SECRET}`,
    );
  } catch (error) {
    throw toBackstageError(error, {
      cluster,
      object: {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: SELF_SIGNED_SECRET, namespace },
      },
    });
  }
  const file = (name: string) =>
    Buffer.from(String(found?.data?.[name] ?? ''), 'base64');
  const certificate = file('ca-cert.pem').toString();
  const key = file('ca-key.pem');
  if (!certificate || !key.length) {
    throw new ConflictError(
      `cluster: ${cluster} has neither Secret cacerts nor an authority in Secret ${namespace}/${SELF_SIGNED_SECRET}, so the one that signs now cannot be carried over; see which authority istiod uses`,
    );
  }
  // The file of the chain is empty there; a plugged authority stands in it itself.
  return { certificate, key, chain: certificate };
}
