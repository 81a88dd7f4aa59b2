import { EgressCredential } from '@meshport/backstage-plugin-mesh-common';
import {
  ClusterUnreachableError,
  KubernetesStatusError,
} from '../clusters/errors';
import { ClusterConnection, ClusterRegistry } from '../clusters/types';
import { ClusterEgress, EgressReading } from './EgressInventory';

/** A Secret that a gateway names. */
export type NamedCredential = Pick<
  EgressCredential,
  'name' | 'namespace' | 'use'
>;

/** Asks for an object's metadata alone: the API server leaves its content out. */
const METADATA_ONLY =
  'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=1';
const TIMEOUT_MS = 3_000;
const CERTIFICATE_NAME = 'cert-manager.io/certificate-name';

/**
 * Says whether Secrets are there, by their metadata, and when their
 * certificates end, where cert-manager says so in a Certificate. The content of
 * a Secret is never asked for.
 */
export class CredentialLookup {
  readonly #registry: Pick<ClusterRegistry, 'get'>;

  constructor(registry: Pick<ClusterRegistry, 'get'>) {
    this.#registry = registry;
  }

  async look(
    cluster: string,
    credentials: readonly NamedCredential[],
  ): Promise<EgressCredential[]> {
    return Promise.all(credentials.map(one => this.#lookOne(cluster, one)));
  }

  async #lookOne(
    cluster: string,
    credential: NamedCredential,
  ): Promise<EgressCredential> {
    const connection = this.#registry.get(cluster);
    const { namespace, name } = credential;
    const path = `/api/v1/namespaces/${encodeURIComponent(
      namespace,
    )}/secrets/${encodeURIComponent(name)}`;
    let metadata: { annotations?: Record<string, string> };
    try {
      const answer = await connection.request<{ metadata?: object }>({
        path,
        accept: METADATA_ONLY,
        timeoutMs: TIMEOUT_MS,
        maxBytes: 1024 * 1024,
      });
      metadata = answer.metadata ?? {};
    } catch (error) {
      return { ...credential, ...whyNot(error, cluster, credential) };
    }
    const certificate = metadata.annotations?.[CERTIFICATE_NAME];
    return {
      ...credential,
      state: 'present',
      ...(certificate
        ? await expiryOf(connection, namespace, certificate)
        : {
            why: 'When its certificate ends cannot be read: Meshport reads no Secret, and cert-manager does not keep this one.',
          }),
    };
  }
}

function whyNot(
  error: unknown,
  cluster: string,
  { namespace, name }: NamedCredential,
): Pick<EgressCredential, 'state' | 'why'> {
  if (error instanceof KubernetesStatusError && error.code === 404) {
    return {
      state: 'absent',
      why: `There is no Secret ${name} in ${namespace}: create it there, or name another.`,
    };
  }
  if (error instanceof KubernetesStatusError && error.code === 403) {
    return {
      state: 'notReadable',
      why: `Meshport's account in ${cluster} may not look whether Secret ${name} is in ${namespace}; an administrator can allow it for this name alone, as docs/rbac/README.md says.`,
    };
  }
  if (
    error instanceof KubernetesStatusError ||
    error instanceof ClusterUnreachableError
  ) {
    return {
      state: 'notReadable',
      why: `Cluster ${cluster} does not answer now.`,
    };
  }
  throw error;
}

/** When the certificate ends that cert-manager put into a Secret, by its own object. */
async function expiryOf(
  connection: ClusterConnection,
  namespace: string,
  name: string,
): Promise<Pick<EgressCredential, 'expires' | 'why'>> {
  try {
    const certificate = await connection.request<{
      status?: { notAfter?: string };
    }>({
      path: `/apis/cert-manager.io/v1/namespaces/${encodeURIComponent(
        namespace,
      )}/certificates/${encodeURIComponent(name)}`,
      timeoutMs: TIMEOUT_MS,
    });
    const { notAfter } = certificate.status ?? {};
    return notAfter
      ? { expires: notAfter }
      : { why: `Certificate ${name} of cert-manager has no end yet.` };
  } catch (error) {
    if (
      error instanceof KubernetesStatusError ||
      error instanceof ClusterUnreachableError
    ) {
      return {
        why: `When its certificate ends cannot be read: Certificate ${name} of cert-manager may not be read.`,
      };
    }
    throw error;
  }
}

/** The Secrets that a gateway's objects name: for TLS to upstreams, and at ingress gateways of its exposures. */
export function credentialsIn(
  reading: EgressReading,
  { sources }: ClusterEgress,
): NamedCredential[] {
  const { unit, upstreams } = reading;
  const found: NamedCredential[] = upstreams.flatMap(({ credentialName }) =>
    credentialName
      ? [{ name: credentialName, namespace: unit.namespace, use: 'upstream' }]
      : [],
  );
  for (const { exposure } of upstreams) {
    if (exposure?.ingress) {
      const { namespace, name } = exposure.ingress;
      const gateway = sources.get('Gateway', namespace, name);
      const selector: Record<string, string> = gateway?.spec?.selector ?? {};
      for (const server of (gateway?.spec?.servers ?? []) as any[]) {
        const offers = (server.hosts ?? []).some((host: string) =>
          host.endsWith(exposure.host),
        );
        if (offers && server.tls?.credentialName) {
          found.push({
            name: server.tls.credentialName,
            namespace: podNamespace(sources, selector) ?? namespace,
            use: 'ingress',
          });
        }
      }
    }
  }
  return [
    ...new Map(
      found.map(one => [`${one.namespace}/${one.name}/${one.use}`, one]),
    ).values(),
  ];
}

/** Where the pods of a selector run: their Secrets have to be there. */
function podNamespace(
  sources: ClusterEgress['sources'],
  selector: Record<string, string>,
): string | undefined {
  const entries = Object.entries(selector);
  return entries.length === 0
    ? undefined
    : sources
        .list('Pod')
        .find(({ metadata }) =>
          entries.every(([key, value]) => metadata.labels?.[key] === value),
        )?.metadata.namespace;
}
