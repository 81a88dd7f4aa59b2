import type { KubernetesObject } from '../resources';
import type { EgressEnvironment } from './EgressEnvironment';
import type {
  EgressGatewayInput,
  EgressGatewayModel,
} from './EgressGatewayInput';
import { modelOf } from './modelOf';
import { renderEgressGateway } from './renderEgressGateway';

/**
 * A namespace that a gateway touches.
 *
 * @public
 */
export interface EgressNamespaceUse {
  namespace: string;
  /** Path of the field that names it. */
  field: string;
  /**
   * What is written there, as `group/Kind`, with `core` for the group without a
   * name; empty where nothing is written, but calls are led elsewhere.
   */
  kinds: string[];
}

function kindOf({ apiVersion, kind }: KubernetesObject): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : 'core';
  return `${group}/${kind}`;
}

function fieldsOf(model: EgressGatewayModel): [string, string][] {
  return [
    [model.namespace, 'namespace'],
    ...(model.callers ?? []).map(({ namespace }, index): [string, string] => [
      namespace,
      `callers[${index}].namespace`,
    ]),
    ...(model.clientNamespaces ?? []).map(
      (namespace, index): [string, string] => [
        namespace,
        `clientNamespaces[${index}]`,
      ],
    ),
    ...model.upstreams.flatMap(({ exposure }, index): [string, string][] =>
      exposure
        ? [
            [
              exposure.ingress.namespace,
              `upstreams[${index}].exposure.ingress.namespace`,
            ],
          ]
        : [],
    ),
  ];
}

/**
 * Every namespace that a gateway touches, with the field that names it first and
 * the kinds that are written there: what permission is to be asked for.
 *
 * @public
 */
export function egressNamespaces(
  input: EgressGatewayInput | EgressGatewayModel,
  environment?: EgressEnvironment,
): EgressNamespaceUse[] {
  const model = modelOf(input);
  const objects = renderEgressGateway(model, environment);
  const uses = new Map<string, EgressNamespaceUse>();
  for (const [namespace, field] of fieldsOf(model)) {
    if (!uses.has(namespace)) {
      const there = objects.filter(
        ({ metadata }) => metadata.namespace === namespace,
      );
      const kinds = [...new Set(there.map(kindOf))].sort();
      uses.set(namespace, { namespace, field, kinds });
    }
  }
  return [...uses.values()];
}

/**
 * A Secret that a gateway needs, and whom it is for.
 *
 * @public
 */
export interface EgressCredentialUse {
  namespace: string;
  name: string;
  /** Path of the field that names it. */
  field: string;
  /** `upstream`: shown to, or verifying, an upstream; `ingress`: of a host that is exposed. */
  use: 'upstream' | 'ingress';
  /** Keys that it must have. */
  keys: string[];
}

/**
 * The Secrets that a gateway needs. None is written; they have to be there.
 *
 * @public
 */
export function egressCredentials(
  input: EgressGatewayInput | EgressGatewayModel,
): EgressCredentialUse[] {
  const model = modelOf(input);
  return model.upstreams.flatMap(({ tls, exposure }, index) => [
    ...(tls?.credentialName
      ? [
          {
            namespace: model.namespace,
            name: tls.credentialName,
            field: `upstreams[${index}].tls.credentialName`,
            use: 'upstream' as const,
            keys:
              tls.mode === 'MUTUAL'
                ? ['ca.crt', 'tls.crt', 'tls.key']
                : ['ca.crt'],
          },
        ]
      : []),
    ...(exposure?.credentialName
      ? [
          {
            namespace: exposure.ingress.namespace,
            name: exposure.credentialName,
            field: `upstreams[${index}].exposure.credentialName`,
            use: 'ingress' as const,
            keys: ['tls.crt', 'tls.key'],
          },
        ]
      : []),
  ]);
}
