import { KubernetesObject, referenceTo } from '../../resources';
import { sidecarOf } from '../ask/sidecarScope';
import type { CallObjects } from '../ask/types';
import type { PolicyWorkload } from '../types';
import type { EffectsInput, OutboundScope } from './types';

/** The Sidecar that holds for a workload; undefined where none does. */
export function sidecarFor(
  input: Pick<
    EffectsInput,
    'namespace' | 'rootNamespace' | 'sidecars' | 'meshConfig'
  >,
  { labels }: Pick<PolicyWorkload, 'labels'>,
): KubernetesObject | undefined {
  const objects: Pick<
    CallObjects,
    'sidecars' | 'controlPlaneNamespace' | 'meshConfig'
  > = {
    sidecars: input.sidecars,
    controlPlaneNamespace: input.rootNamespace,
    meshConfig: input.meshConfig,
  };
  return sidecarOf(objects as CallObjects, {
    metadata: { name: '', namespace: input.namespace, labels },
  });
}

function scopeOf(input: EffectsInput, workload: PolicyWorkload): OutboundScope {
  const sidecar = sidecarFor(input, workload);
  const own = sidecar?.spec?.outboundTrafficPolicy;
  const ofMesh = input.meshConfig?.outboundTrafficPolicy?.mode;
  // The field's first value is what an empty one of a Sidecar means.
  const mode = own ? own.mode ?? 'REGISTRY_ONLY' : ofMesh ?? 'ALLOW_ANY';
  const from = ofMesh === undefined ? 'default' : 'mesh';
  const hosts: string[] = (sidecar?.spec?.egress ?? []).flatMap(
    (listener: any) => {
      const { hosts: named = [], port } = listener;
      return port?.number
        ? named.map((host: string) => `${host} on port ${port.number}`)
        : named;
    },
  );
  const isNarrowed = (sidecar?.spec?.egress ?? []).length > 0;
  return {
    ...(isNarrowed ? { hosts: [...new Set(hosts)] } : {}),
    others: mode === 'REGISTRY_ONLY' ? 'refused' : 'passed',
    othersFrom: own ? 'sidecar' : from,
    ...(sidecar
      ? {
          decidedBy: referenceTo(sidecar),
          field: isNarrowed ? '/spec/egress' : '/spec',
        }
      : {}),
  };
}

/** What the proxies of workloads know, and what they do with the rest; gateways have no Sidecar. */
export function outboundScopes(
  input: EffectsInput,
  workloads: readonly PolicyWorkload[],
): OutboundScope[] {
  const served = workloads.filter(
    ({ kind }) => kind === 'sidecar' || kind === 'virtualMachine',
  );
  if (served.length === 0 && !input.unreadable?.has('Pod')) {
    return [];
  }
  const missing = [
    ['Pod', 'Pods'],
    ['Sidecar', 'Sidecars'],
    ['ConfigMap', 'the mesh configuration'],
  ].find(([kind]) => input.unreadable?.has(kind));
  if (missing) {
    return [
      {
        others: 'unknown',
        othersFrom: 'default',
        why: `${missing[1]} could not be read`,
      },
    ];
  }
  const scopes = served.map(workload => scopeOf(input, workload));
  return [...new Map(scopes.map(one => [JSON.stringify(one), one])).values()];
}
