/** istiod's port for proxies with TLS. */
const XDS_PORT = 15012;

/** Whether a revision changes names (istioctl's `isRevisioned`). */
export function isRevisioned(revision: string | undefined): revision is string {
  return revision !== undefined && revision !== '' && revision !== 'default';
}

/**
 * A name with the revision behind it, e.g. `istiod-canary`; the name alone
 * without a revision and for `default` (istioctl's `isRevisioned`).
 *
 * @public
 */
export function revisioned(name: string, revision: string | undefined): string {
  return isRevisioned(revision) ? `${name}-${revision}` : name;
}

/** The host by which a machine knows istiod. */
export function istiodHost(
  istioNamespace: string,
  revision: string | undefined,
): string {
  return `${revisioned('istiod', revision)}.${istioNamespace}.svc`;
}

/** Host and port by which a machine knows istiod. */
export function istiodAddress(
  istioNamespace: string,
  revision: string | undefined,
): string {
  return `${istiodHost(istioNamespace, revision)}:${XDS_PORT}`;
}
