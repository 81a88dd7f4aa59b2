import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../resources';
import type { EgressGatewayInput } from './EgressGatewayInput';
import { InputReader, withoutUndefined } from '../input/InputReader';
import { IngressPlaces, ingressPlacesOf } from './operator/exposures';
import { operatorUpstreams } from './operator/upstreams';
import { operatorWorkload } from './operator/workload';

/**
 * An egress gateway of an IstioOperator file, as far as it can be taken over.
 *
 * @public
 */
export interface TakenOverGateway {
  /** What is known of the gateway; it is to be checked like any input. */
  input: Partial<EgressGatewayInput>;
  /** Fields that the file does not say and somebody has to. */
  missing: string[];
  /** What the file says and is not taken over, with the reason. */
  leftOut: string[];
}

/** One gateway of `spec.components.egressGateways`. */
export interface OperatorGateway {
  name?: unknown;
  namespace?: unknown;
  enabled?: unknown;
  label?: unknown;
  k8s?: Record<string, any>;
}

const KNOWN = ['name', 'namespace', 'enabled', 'label', 'k8s'];

function documentsOf(text: string): {
  documents: Record<string, any>[];
  problems: string[];
} {
  const documents: Record<string, any>[] = [];
  const problems: string[] = [];
  for (const document of parseAllDocuments(text)) {
    if (document.errors.length > 0) {
      problems.push(document.errors[0].message.split('\n')[0]);
      continue;
    }
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    if (InputReader.isObject(value)) {
      documents.push(value);
    }
  }
  return { documents, problems };
}

function isOperator({ apiVersion, kind }: Record<string, any>): boolean {
  return (
    kind === 'IstioOperator' &&
    String(apiVersion).startsWith('install.istio.io/')
  );
}

function takeOver(
  gateway: OperatorGateway,
  operator: Record<string, any>,
  objects: readonly KubernetesObject[],
  places: IngressPlaces,
): TakenOverGateway {
  const leftOut = Object.keys(gateway)
    .filter(key => !KNOWN.includes(key))
    .map(key => `${key}: no field says this.`);
  const name = String(gateway.name ?? 'istio-egressgateway');
  const namespace = String(
    gateway.namespace ??
      operator.spec?.values?.global?.istioNamespace ??
      'istio-system',
  );
  const workload = operatorWorkload(name, gateway, leftOut);
  const upstreams = operatorUpstreams(
    { name, namespace },
    objects,
    places,
    leftOut,
  );
  const revision = operator.spec?.revision;
  return {
    input: withoutUndefined({
      name,
      namespace,
      upstreams: upstreams.length > 0 ? upstreams : undefined,
      revision: typeof revision === 'string' && revision ? revision : undefined,
      ...workload,
    }),
    missing: upstreams.length > 0 ? [] : ['upstreams'],
    leftOut,
  };
}

/**
 * Reads the egress gateways of IstioOperator files, and, where the same text has
 * them, the ServiceEntries, VirtualServices and DestinationRules that lead to
 * and from them, so that they can be made by any pattern. The operator itself is
 * gone since Istio 1.24; its file is still what `istioctl install` reads.
 *
 * @returns a gateway for each that is enabled, and what could not be read at all.
 * @public
 */
export function readIstioOperator(text: string): {
  gateways: TakenOverGateway[];
  problems: string[];
} {
  const { documents, problems } = documentsOf(text);
  const operators = documents.filter(isOperator);
  if (operators.length === 0) {
    problems.push(
      'There is no IstioOperator (apiVersion install.istio.io/v1alpha1) in the text.',
    );
  }
  const objects = documents.filter(
    one => !isOperator(one) && InputReader.isObject(one.metadata),
  ) as unknown as KubernetesObject[];
  const places = ingressPlacesOf(operators);
  const gateways = operators.flatMap(operator => {
    const listed: unknown = operator.spec?.components?.egressGateways ?? [];
    if (!Array.isArray(listed)) {
      problems.push('spec.components.egressGateways: this is no list.');
      return [];
    }
    return listed
      .filter(
        (one): one is OperatorGateway =>
          InputReader.isObject(one) && one.enabled !== false,
      )
      .map(one => takeOver(one, operator, objects, places));
  });
  if (operators.length > 0 && gateways.length === 0) {
    problems.push('The IstioOperator has no egress gateway that is enabled.');
  }
  return { gateways, problems };
}
