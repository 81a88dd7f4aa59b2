import { createHash } from 'crypto';
import { clone, equal, type KubeObject } from '../objects';
import { suffixAlphabet } from '../registry/names';
import { controllerReference } from './pods';

const hashLabel = 'pod-template-hash';

const templateHash = (template: unknown) =>
  [...createHash('sha1').update(JSON.stringify(template)).digest()]
    .slice(0, 10)
    .map(byte => suffixAlphabet[byte % suffixAlphabet.length])
    .join('');

function replicaSetName({ metadata, spec }: KubeObject): string {
  return `${metadata.name}-${templateHash(spec.template)}`;
}

/** True when a ReplicaSet is for a Deployment's present template. */
export function isOfTemplate(set: KubeObject, deployment: KubeObject): boolean {
  const template = clone(set.spec.template);
  delete template.metadata?.labels?.[hashLabel];
  return equal(template, deployment.spec.template);
}

/** The ReplicaSet for a Deployment's present template. */
export function newReplicaSet(
  deployment: KubeObject,
  revisionNumber: number,
): KubeObject {
  const { template, selector, replicas } = deployment.spec;
  const { namespace } = deployment.metadata;
  const hash = templateHash(template);
  const setName = replicaSetName(deployment);
  const revision = String(revisionNumber);
  const labels = { ...template.metadata?.labels, [hashLabel]: hash };
  return clone({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: setName,
      namespace,
      labels,
      annotations: {
        'deployment.kubernetes.io/revision': revision,
        'deployment.kubernetes.io/desired-replicas': String(replicas),
      },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas,
      selector: {
        ...selector,
        matchLabels: { ...selector.matchLabels, [hashLabel]: hash },
      },
      template: {
        ...template,
        metadata: { ...template.metadata, labels },
      },
    },
  });
}
