import {
  EgressAdmission,
  EgressGatewaySummary,
  EgressUpstreamView,
  ObjectReference,
} from '@meshport/backstage-plugin-mesh-common';
import { ReadScope } from '../entities/ReadScope';
import { StoredObject } from '../inventory';
import { EgressReading } from './EgressInventory';
import { FoundProblem } from './readProblems';

/** Kinds whose name here is not their own. */
export function kindOf({ kind }: StoredObject): string {
  return kind === 'KubernetesGateway' ? 'Gateway' : kind;
}

/** Gateways as one caller may see them. */
export class EgressSight {
  constructor(readonly scope: ReadScope) {}

  /** Whether the caller may see the gateway at all. */
  maySee({ cluster, unit }: EgressReading): boolean {
    return (
      this.scope.mayReadCluster(cluster) &&
      this.scope.mayReadNamespace(cluster, unit.namespace)
    );
  }

  summaryOf(
    reading: EgressReading,
    findings: EgressGatewaySummary['findings'],
  ): EgressGatewaySummary {
    const { cluster, unit, owner, component, managedBy } = reading;
    const upstreams = reading.upstreams.map(one =>
      this.#upstream(cluster, one),
    );
    return {
      cluster,
      namespace: unit.namespace,
      name: unit.name,
      ours: unit.ours,
      pattern: reading.pattern,
      ...this.#owner(cluster, unit.namespace, owner),
      ...(component ? { component: `component:default/${component}` } : {}),
      ...(managedBy ? { managedBy } : {}),
      upstreams,
      admission: this.#admission(cluster, reading.admission),
      hop: reading.hop,
      workload: reading.workload,
      credentials: credentialsOf(reading),
      problems: reading.problems.map(one => this.#problem(cluster, one)),
      findings,
    };
  }

  /** Points at an object, without its name where the caller may not read it. */
  point(cluster: string, object: StoredObject): ObjectReference {
    const { namespace, name } = object.metadata;
    const kind = kindOf(object);
    return this.scope.mayReadNamespace(cluster, namespace ?? '')
      ? { kind, cluster, ...(namespace ? { namespace } : {}), name }
      : { kind, cluster, hidden: true };
  }

  #owner(
    cluster: string,
    namespace: string,
    label: string | undefined,
  ): { owner?: string } {
    const owner = label
      ? `group:default/${label}`
      : this.scope.ownerOf(cluster, namespace);
    return owner ? { owner } : {};
  }

  #upstream(
    cluster: string,
    { exposure, ...upstream }: EgressUpstreamView,
  ): EgressUpstreamView {
    if (!exposure) {
      return upstream;
    }
    const { host, ingress } = exposure;
    const isSeen =
      ingress && this.scope.mayReadNamespace(cluster, ingress.namespace);
    return { ...upstream, exposure: isSeen ? { host, ingress } : { host } };
  }

  #admission(cluster: string, admission: EgressAdmission): EgressAdmission {
    const callers = admission.callers.filter(({ namespace }) =>
      this.scope.mayReadNamespace(cluster, namespace),
    );
    const hidden = admission.callers.length - callers.length;
    return { ...admission, callers, ...(hidden ? { hidden } : {}) };
  }

  #problem(
    cluster: string,
    { object, message, mend, severity, names = [] }: FoundProblem,
  ): EgressGatewaySummary['problems'][number] {
    const isHidden = [
      ...(object ? [object.metadata.namespace ?? ''] : []),
      ...names.filter(one => one !== '*'),
    ].some(one => !this.scope.mayReadNamespace(cluster, one));
    return {
      severity,
      message: isHidden
        ? 'An object in a namespace that you may not read does not fit to it.'
        : message,
      ...(mend && !isHidden ? { mend } : {}),
      ...(object ? { object: this.point(cluster, object) } : {}),
    };
  }
}

/** The Secrets that a gateway names; nobody has looked whether they are there. */
export function credentialsOf({
  unit,
  upstreams,
}: EgressReading): EgressGatewaySummary['credentials'] {
  const names = new Set(
    upstreams.flatMap(({ credentialName }) => credentialName ?? []),
  );
  return [...names].sort().map(name => ({
    name,
    namespace: unit.namespace,
    use: 'upstream' as const,
    state: 'notReadable' as const,
    why: 'Whether it is there is looked up on the page of the gateway.',
  }));
}
