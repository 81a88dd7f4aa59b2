import { ConflictError } from '@backstage/errors';
import { ClusterConnection } from '../../clusters/types';
import { PresentCacerts } from '../controlPlane/CacertsSecret';
import { fingerprintsIn } from './gates';
import { StoredRootChange } from './RootChangeStore';
import { selfSigned, SignerFiles, signerIn } from './secretStages';

/**
 * The authority that signed before a change, with its key: out of the Secret,
 * or istiod's own.
 *
 * @throws `ConflictError` when it is another than when the change began
 */
export async function formerSigner(
  { facts, state }: Pick<StoredRootChange, 'facts' | 'state'>,
  connection: ClusterConnection,
  present: PresentCacerts | undefined,
): Promise<SignerFiles> {
  const inSecret =
    present &&
    signerIn(
      present,
      state.at === 'signing' || state.at === 'after' ? 'previous' : 'present',
    );
  const signer = inSecret ?? (await selfSigned(connection, facts.namespace));
  const [fingerprint] = fingerprintsIn(signer.certificate);
  if (fingerprint !== facts.oldSigner.fingerprint) {
    signer.key.fill(0);
    throw new ConflictError(
      `cluster: the authority of ${facts.cluster} is another than when the change of its root began; nothing was changed`,
    );
  }
  return signer;
}

/**
 * Throws `ConflictError` unless istiod can go back to the authority that it had
 * made itself by taking away the Secret that a change made.
 */
export async function refuseRemoval(
  { facts, state }: Pick<StoredRootChange, 'facts' | 'state'>,
  connection: ClusterConnection,
  present: PresentCacerts | undefined,
): Promise<void> {
  const own = await selfSigned(connection, facts.namespace);
  own.key.fill(0);
  if (fingerprintsIn(own.certificate)[0] !== facts.oldSigner.fingerprint) {
    throw new ConflictError(
      `cluster: the authority that istiod of ${facts.cluster} made itself is another now; Secret cacerts has to stay`,
    );
  }
  if (present && present.uid !== state.madeSecret) {
    throw new ConflictError(
      `cluster: Secret ${facts.namespace}/cacerts of ${facts.cluster} is not the one that was made for this change; nothing was changed`,
    );
  }
}
