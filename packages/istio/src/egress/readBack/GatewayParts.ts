import type { KubernetesObject } from '../../resources';
import type { EgressPattern } from '../EgressGatewayInput';
import {
  EGRESS_GATEWAY_LABEL,
  EGRESS_NAMESPACE_LABEL,
  EGRESS_PATTERN_LABEL,
} from '../naming';

function groupOf({ apiVersion }: KubernetesObject): string {
  return apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
}

/** The objects of one gateway of ours, by kind. */
export class GatewayParts {
  private constructor(
    readonly name: string,
    readonly namespace: string,
    readonly pattern: EgressPattern,
    readonly labels: Record<string, string>,
    private readonly objects: readonly KubernetesObject[],
  ) {}

  /**
   * Finds the one gateway in a set of objects; undefined when there is none or
   * more than one.
   */
  static of(objects: readonly KubernetesObject[]): GatewayParts | undefined {
    const own = objects.filter(
      ({ metadata: { labels = {} } }) =>
        labels[EGRESS_GATEWAY_LABEL] !== undefined &&
        labels[EGRESS_NAMESPACE_LABEL] === undefined,
    );
    const entries = own.filter(({ kind }) => kind === 'ServiceEntry');
    const names = new Set(
      entries.map(
        ({ metadata: { namespace, labels = {} } }) =>
          `${namespace}/${labels[EGRESS_GATEWAY_LABEL]}`,
      ),
    );
    if (names.size !== 1) {
      return undefined;
    }
    const { namespace = '', labels = {} } = entries[0].metadata;
    return new GatewayParts(
      labels[EGRESS_GATEWAY_LABEL],
      namespace,
      (labels[EGRESS_PATTERN_LABEL] as EgressPattern) ?? 'injected',
      labels,
      objects,
    );
  }

  /** Objects of a kind in the gateway's namespace. */
  all(kind: string, group: string): KubernetesObject[] {
    return this.objects.filter(
      one =>
        one.kind === kind &&
        groupOf(one) === group &&
        one.metadata.namespace === this.namespace,
    );
  }

  find(
    kind: string,
    group: string,
    name: string,
  ): KubernetesObject | undefined {
    return this.all(kind, group).find(one => one.metadata.name === name);
  }

  /** Objects of a kind that stand elsewhere and are this gateway's. */
  abroad(kind: string, group: string): KubernetesObject[] {
    return this.objects.filter(
      one =>
        one.kind === kind &&
        groupOf(one) === group &&
        one.metadata.labels?.[EGRESS_GATEWAY_LABEL] === this.name &&
        one.metadata.labels?.[EGRESS_NAMESPACE_LABEL] === this.namespace,
    );
  }
}
