import { Finding } from '@meshport/istio';
import { createHash } from 'crypto';

const identities = new WeakMap<Finding, string>();

/** A text that is the same for the same fault of the same object. */
export function identityOf(finding: Finding): string {
  let identity = identities.get(finding);
  if (identity === undefined) {
    const { code, resource, args } = finding;
    const { cluster, kind, apiVersion, namespace, name } = resource;
    // Versions of one kind are one kind.
    const group = apiVersion?.includes('/') ? apiVersion.split('/')[0] : '';
    const told = [code, cluster, group, kind, namespace, name, args];
    identity = createHash('sha256')
      .update(JSON.stringify(told))
      .digest('base64url')
      .slice(0, 22);
    identities.set(finding, identity);
  }
  return identity;
}
