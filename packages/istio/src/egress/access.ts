import type { KubernetesObject } from '../resources';
import type { EgressEnvironment } from './EgressEnvironment';
import type { EgressGatewayModel } from './EgressGatewayInput';
import { podSelectorOf } from './naming';
import { isHttp, metadataOf, SECURITY, TELEMETRY } from './objectParts';

/** Points a policy at the gateway's pods. */
function targetOf(model: EgressGatewayModel) {
  return model.pattern === 'gateway-api' || model.pattern === 'waypoint'
    ? {
        targetRefs: [
          {
            group: 'gateway.networking.k8s.io',
            kind: 'Gateway',
            name: model.name,
          },
        ],
      }
    : { selector: { matchLabels: podSelectorOf(model) } };
}

function sourcesOf(
  { callers = [] }: EgressGatewayModel,
  // Istio takes cluster.local for its own trust domain, whatever its name.
  { trustDomain = 'cluster.local' }: EgressEnvironment = {},
) {
  const principals = callers.flatMap(({ namespace, serviceAccounts = [] }) =>
    serviceAccounts.map(
      account => `${trustDomain}/ns/${namespace}/sa/${account}`,
    ),
  );
  const namespaces = callers
    .filter(({ serviceAccounts }) => !serviceAccounts?.length)
    .map(({ namespace }) => namespace);
  return [
    ...(principals.length > 0 ? [{ source: { principals } }] : []),
    ...(namespaces.length > 0 ? [{ source: { namespaces } }] : []),
  ];
}

/**
 * Lets the named callers in and nobody else; and an ingress gateway, but only
 * for the hosts that are exposed by it.
 */
export function callersPolicyOf(
  model: EgressGatewayModel,
  environment?: EgressEnvironment,
): KubernetesObject | undefined {
  if (!model.callers) {
    return undefined;
  }
  const exposed = model.upstreams.flatMap(({ exposure }) =>
    exposure
      ? [
          {
            from: [{ source: { namespaces: [exposure.ingress.namespace] } }],
            to: [
              { operation: { hosts: [exposure.host, `${exposure.host}:*`] } },
            ],
          },
        ]
      : [],
  );
  return {
    apiVersion: SECURITY,
    kind: 'AuthorizationPolicy',
    metadata: metadataOf(model, `${model.name}-callers`),
    spec: {
      ...targetOf(model),
      action: 'ALLOW',
      rules: [{ from: sourcesOf(model, environment) }, ...exposed],
    },
  };
}

/** Asks an outside authorizer of every call. */
export function authorizerPolicyOf(
  model: EgressGatewayModel,
): KubernetesObject | undefined {
  return model.authorization
    ? {
        apiVersion: SECURITY,
        kind: 'AuthorizationPolicy',
        metadata: metadataOf(model, `${model.name}-authorizer`),
        spec: {
          ...targetOf(model),
          action: 'CUSTOM',
          provider: { name: model.authorization.provider },
          rules: [{}],
        },
      }
    : undefined;
}

/** Writes access logs of the gateway alone. */
export function accessLogOf(
  model: EgressGatewayModel,
): KubernetesObject | undefined {
  if (!model.accessLog) {
    return undefined;
  }
  const { provider = 'envoy', errorsOnly } = model.accessLog;
  // A connection that is not HTTP has no code; what Envoy itself gave up has flags.
  const expression = model.upstreams.some(isHttp)
    ? 'response.code >= 400 || response.flags != 0'
    : 'response.flags != 0';
  return {
    apiVersion: TELEMETRY,
    kind: 'Telemetry',
    metadata: metadataOf(model, `${model.name}-access-log`),
    spec: {
      ...targetOf(model),
      accessLogging: [
        {
          providers: [{ name: provider }],
          ...(errorsOnly ? { filter: { expression } } : {}),
        },
      ],
    },
  };
}

/** Takes only mutual TLS from then on, in the whole namespace of the gateway. */
export function strictMtlsOf(
  model: EgressGatewayModel,
): KubernetesObject | undefined {
  return model.strictMtls
    ? {
        apiVersion: SECURITY,
        kind: 'PeerAuthentication',
        metadata: metadataOf(model, `${model.name}-strict`),
        spec: { mtls: { mode: 'STRICT' } },
      }
    : undefined;
}
