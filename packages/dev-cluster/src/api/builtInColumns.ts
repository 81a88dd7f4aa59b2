import type { KubeObject } from '../objects';

/** A column of a built-in kind, as `kubectl get` shows it. */
export interface BuiltInColumn {
  name: string;
  type: 'string' | 'integer';
  value(object: KubeObject): string | number;
}

const text = (
  name: string,
  value: (object: KubeObject) => string | undefined,
): BuiltInColumn => ({
  name,
  type: 'string',
  value: object => value(object) || '<none>',
});

const count = (
  name: string,
  value: (object: KubeObject) => number | undefined,
): BuiltInColumn => ({
  name,
  type: 'integer',
  value: object => value(object) ?? 0,
});

function podStatus({ metadata, status }: KubeObject): string {
  if (metadata.deletionTimestamp) return 'Terminating';
  const waiting = status?.containerStatuses?.find(
    (each: any) => each.state?.waiting,
  );
  return waiting?.state.waiting.reason ?? status?.phase;
}

function podReady({ spec, status }: KubeObject): string {
  const statuses: any[] = status?.containerStatuses ?? [];
  const ready = statuses.filter(each => each.ready).length;
  return `${ready}/${spec.containers.length}`;
}

function restarts({ status }: KubeObject): number {
  const statuses: any[] = status?.containerStatuses ?? [];
  return statuses.reduce((sum, each) => sum + (each.restartCount ?? 0), 0);
}

function ports({ spec }: KubeObject): string {
  return (spec.ports ?? [])
    .map(({ port, nodePort, protocol }: any) =>
      nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
    )
    .join(',');
}

function externalIp({ spec, status }: KubeObject): string {
  const [ingress] = status?.loadBalancer?.ingress ?? [];
  const address = ingress?.ip ?? ingress?.hostname;
  return address ?? (spec.type === 'LoadBalancer' ? '<pending>' : '<none>');
}

/** Columns between Name and Age, by the kind's key. */
export const builtInColumns: Record<string, BuiltInColumn[]> = {
  '/namespaces': [text('Status', ({ status }) => status?.phase)],
  '/pods': [
    text('Ready', podReady),
    text('Status', podStatus),
    count('Restarts', restarts),
  ],
  '/services': [
    text('Type', ({ spec }) => spec.type),
    text('Cluster-IP', ({ spec }) => spec.clusterIP),
    text('External-IP', externalIp),
    text('Port(s)', ports),
  ],
  '/configmaps': [
    count('Data', ({ data = {}, binaryData = {} }) => {
      return Object.keys(data).length + Object.keys(binaryData).length;
    }),
  ],
  '/secrets': [
    text('Type', ({ type }) => type),
    count('Data', ({ data = {} }) => Object.keys(data).length),
  ],
  'apps/deployments': [
    text(
      'Ready',
      ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas}`,
    ),
    count('Up-to-date', ({ status }) => status?.updatedReplicas),
    count('Available', ({ status }) => status?.availableReplicas),
  ],
  'apps/replicasets': [
    count('Desired', ({ spec }) => spec.replicas),
    count('Current', ({ status }) => status?.replicas),
    count('Ready', ({ status }) => status?.readyReplicas),
  ],
};
