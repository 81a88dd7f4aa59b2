import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { MeshClusterDetails } from '@meshport/backstage-plugin-mesh-node';
import { X509Certificate } from 'crypto';
import { AllowedHosts } from './AllowedHosts';
import { AUTH_PROVIDER, AuthStrategies } from './AuthStrategies';
import { isClusterName } from './checkClusters';

/** Annotations of the kubernetes plugin, `@backstage/plugin-kubernetes-common`. */
const API_SERVER = 'kubernetes.io/api-server';
const API_SERVER_CA = 'kubernetes.io/api-server-certificate-authority';
const SKIP_TLS_VERIFY = 'kubernetes.io/skip-tls-verify';
const ASSUME_ROLE = 'kubernetes.io/aws-assume-role';
/** What a token of the strategy `aws` is good for; the cluster's name without it. */
export const AWS_CLUSTER_ID = 'kubernetes.io/x-k8s-aws-id';
const METADATA_PREFIX = 'kubernetes.io/';

/** What says whether an entity may be connected to. */
export interface CatalogClusterRules {
  allowedHosts: AllowedHosts;
  strategies: AuthStrategies;
  /** Clusters of other sources, as tokens name them. */
  audiences: ReadonlySet<string>;
}

/**
 * The cluster that an entity of type `kubernetes-cluster` describes, or why it
 * is not connected to. Anyone may write entities: so the address must be
 * allowed, the server must show a certificate of the entity's own CA, and what
 * it is shown must be worth nothing to another server. It is only read.
 */
export function catalogCluster(
  entity: Entity,
  { allowedHosts, strategies, audiences }: CatalogClusterRules,
): { details: MeshClusterDetails } | { reason: string } {
  const { name, annotations = {} } = entity.metadata;
  if (!isClusterName(name)) {
    return { reason: 'its name is not a DNS-1123 label; name it so' };
  }
  const address = annotations[API_SERVER];
  if (!address) {
    return { reason: `it has no annotation ${API_SERVER}; add it` };
  }
  const judged = allowedHosts.judge(address);
  if ('reason' in judged) {
    return judged;
  }
  if (annotations[SKIP_TLS_VERIFY] === 'true') {
    return {
      reason: `${SKIP_TLS_VERIFY} is not possible for it; remove the annotation`,
    };
  }
  const caData = annotations[API_SERVER_CA];
  if (!isCertificate(caData)) {
    return {
      reason: `${API_SERVER_CA} is not the base64 of a PEM certificate; add the CA of its API server`,
    };
  }
  const strategy = annotations[AUTH_PROVIDER];
  if (strategy === 'serviceAccount') {
    return {
      reason:
        'a token of a ServiceAccount is never sent where the catalog leads; name it in mesh.clusters',
    };
  }
  if (!strategy || !strategies.get(strategy)) {
    return {
      reason: `no module adds the strategy of ${AUTH_PROVIDER} '${
        strategy ?? ''
      }'; install one`,
    };
  }
  if (!strategies.isAudienceBound(strategy)) {
    return {
      reason: `the credentials of ${AUTH_PROVIDER} '${strategy}' are good for other servers as well; name it in mesh.clusters`,
    };
  }
  if (annotations[ASSUME_ROLE]) {
    return {
      reason: `${ASSUME_ROLE} lets the writer of an entity choose a role; name it in mesh.clusters`,
    };
  }
  const id = annotations[AWS_CLUSTER_ID] ?? name;
  if (id !== name) {
    return {
      reason: `${AWS_CLUSTER_ID} '${id}' asks for a token that is good for another cluster than '${name}'; name it in mesh.clusters`,
    };
  }
  if (audiences.has(name)) {
    return {
      reason: `its token would be good for the cluster of another source whose ${AWS_CLUSTER_ID} is '${name}'; give it another name`,
    };
  }
  const details: MeshClusterDetails = {
    name,
    readOnly: true,
    endpoint: {
      server: judged.url,
      caData,
      authStrategy: strategy,
      authMetadata: Object.fromEntries(
        Object.entries(annotations).filter(([key]) =>
          key.startsWith(METADATA_PREFIX),
        ),
      ),
    },
  };
  const problem = strategies.problemOf(details);
  return problem ? { reason: `${problem}; correct the entity` } : { details };
}

/**
 * The one entity for each name.
 *
 * @returns for a name that several have, the one in namespace `default`, else
 * none and a problem: who comes second must not speak for who came first
 */
export function entitiesByName(entities: Entity[]): {
  byName: Map<string, Entity>;
  problems: string[];
} {
  const groups = new Map<string, Entity[]>();
  for (const entity of entities) {
    const { name } = entity.metadata;
    groups.set(name, [...(groups.get(name) ?? []), entity]);
  }
  const byName = new Map<string, Entity>();
  const problems: string[] = [];
  for (const [name, group] of groups) {
    const entity =
      group.length === 1
        ? group[0]
        : group.find(({ metadata }) =>
            ['default', undefined].includes(metadata.namespace),
          );
    if (entity) {
      byName.set(name, entity);
    } else {
      const refs = group.map(each => stringifyEntityRef(each)).sort();
      problems.push(
        `the catalog has several clusters '${name}' and none in namespace default, so that none is used: ${refs.join(
          ', ',
        )}`,
      );
    }
  }
  return { byName, problems };
}

function isCertificate(data: string | undefined): data is string {
  const pem = Buffer.from(data ?? '', 'base64').toString('utf8');
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    return false;
  }
  try {
    return Boolean(new X509Certificate(pem));
  } catch {
    // What a parser says of it is of no use to the writer.
    return false;
  }
}
