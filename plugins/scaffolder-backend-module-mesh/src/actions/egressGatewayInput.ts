import { InputError } from '@backstage/errors';
import { ValidEgressGateway, validateEgressGateway } from '@meshport/istio';
import { z as zod } from 'zod/v3';
import { nameOf } from './entityRefs';

/** The fields that say what gateway is wanted, for the schemas of its actions. */
export const egressGatewayProperties = {
  namespace: (z: typeof zod) =>
    z.string().describe('The namespace where the gateway runs'),
  name: (z: typeof zod) =>
    z
      .string()
      .describe('Name of the gateway and of every object that belongs to it'),
  pattern: (z: typeof zod) =>
    z
      .enum(['injected', 'helm', 'gateway-api', 'waypoint', 'sidecar-direct'])
      .describe(
        "In which form it runs: a Deployment that Istio injects, the values of Istio's gateway chart, a Gateway of the Gateway API, an ambient waypoint, or none at all. Default: injected",
      )
      .optional(),
  upstreams: (z: typeof zod) =>
    z
      .array(z.record(z.any()))
      .describe(
        'The hosts outside the mesh: each with host, protocol (HTTP, TLS-ORIGINATION, TLS-PASSTHROUGH, TCP), port, tls, addresses, gatewayPort and exposure. Instead of host and the fields that go with it',
      )
      .optional(),
  callers: (z: typeof zod) =>
    z
      .array(z.record(z.any()))
      .describe(
        'Who may use it, nobody else: each with namespace and, if not all, serviceAccounts. Instead of clientNamespaces',
      )
      .optional(),
  host: (z: typeof zod) =>
    z
      .string()
      .describe(
        'The one host outside the mesh to be reached, e.g. api.example.org',
      )
      .optional(),
  protocol: (z: typeof zod) =>
    z
      .enum(['TLS-ORIGINATION', 'TLS-PASSTHROUGH', 'HTTP', 'TCP'])
      .describe(
        'TLS-ORIGINATION: services call http, the gateway opens TLS. TLS-PASSTHROUGH: services call https themselves. HTTP: no encryption after the gateway. Default: TLS-ORIGINATION',
      )
      .optional(),
  port: (z: typeof zod) =>
    z
      .number()
      .describe('Port of the host, 1 to 65535. Default: 443, with HTTP 80')
      .optional(),
  sni: (z: typeof zod) =>
    z
      .string()
      .describe(
        'With TLS-ORIGINATION: the server name to ask for. Default: the host',
      )
      .optional(),
  credentialName: (z: typeof zod) =>
    z
      .string()
      .describe(
        'With TLS-ORIGINATION: name of an existing Secret in the namespace whose ca.crt verifies the host. Only its name; nothing secret goes in here',
      )
      .optional(),
  subjectAltNames: (z: typeof zod) =>
    z
      .array(z.string())
      .describe(
        "With TLS-ORIGINATION: names of which the host's certificate must bear one. Default: the server name",
      )
      .optional(),
  clientNamespaces: (z: typeof zod) =>
    z
      .array(z.string())
      .describe('Namespaces that may use the gateway besides its own')
      .optional(),
  component: (z: typeof zod) =>
    z
      .string()
      .describe(
        'Entity reference or name of the catalog component that the gateway belongs to',
      )
      .optional(),
  owner: (z: typeof zod) =>
    z
      .string()
      .describe('Entity reference or name of the group that owns the gateway')
      .optional(),
  replicas: (z: typeof zod) =>
    z.number().describe('Number of pods, 1 to 10. Default: 1').optional(),
  revision: (z: typeof zod) =>
    z
      .string()
      .describe(
        "Revision or tag of the control plane that injects the gateway's pods. Default: the one that injects by default",
      )
      .optional(),
  addresses: (z: typeof zod) =>
    z
      .array(z.string())
      .describe(
        "Fixed addresses of the host, where the cluster's DNS does not know it",
      )
      .optional(),
  resources: (z: typeof zod) =>
    z
      .record(z.any())
      .describe('What its proxies ask for and may use: requests and limits')
      .optional(),
  autoscaling: (z: typeof zod) =>
    z
      .record(z.any())
      .describe(
        'minReplicas, maxReplicas and cpuPercent, instead of a fixed number of pods',
      )
      .optional(),
  disruptionBudget: (z: typeof zod) =>
    z
      .record(z.any())
      .describe('minAvailable or maxUnavailable pods while nodes are drained')
      .optional(),
  readiness: (z: typeof zod) =>
    z
      .record(z.any())
      .describe(
        'Ties readiness to an upstream: host, or a command with its arguments, never a shell; timeoutSeconds and the like',
      )
      .optional(),
  authorization: (z: typeof zod) =>
    z
      .record(z.any())
      .describe('provider: an external authorizer that MeshConfig names')
      .optional(),
  accessLog: (z: typeof zod) =>
    z
      .record(z.any())
      .describe('Access logs by Telemetry: provider and errorsOnly')
      .optional(),
  networkPolicy: (z: typeof zod) =>
    z
      .boolean()
      .describe(
        "Closes other ways out of callers' namespaces by a NetworkPolicy. Default: false",
      )
      .optional(),
  strictMtls: (z: typeof zod) =>
    z
      .boolean()
      .describe('Asks for mutual TLS in the namespace. Default: false')
      .optional(),
};

/** What those fields hold; the runner checks types, but no more. */
export type EgressGatewayFields = {
  [field in keyof typeof egressGatewayProperties]?: zod.infer<
    ReturnType<(typeof egressGatewayProperties)[field]>
  >;
};

/**
 * Makes the input of the renderer from an action's fields and checks it.
 *
 * Empty texts, which a form leaves behind, count as absent; entity references
 * of component and owner become names. Throws `InputError` with one line for
 * each field that is wrong.
 */
export function readEgressGateway(
  fields: EgressGatewayFields,
): ValidEgressGateway {
  const given = Object.fromEntries(
    Object.keys(egressGatewayProperties)
      .map(field => [field, fields[field as keyof EgressGatewayFields]])
      .filter(([, value]) => !isBlank(value)),
  ) as EgressGatewayFields;
  const { sni, credentialName, subjectAltNames, component, owner, ...rest } =
    given;
  const tls = withoutUndefined({ sni, credentialName, subjectAltNames });
  const result = validateEgressGateway({
    ...rest,
    ...withoutUndefined({
      component: component && nameOf('component', component),
      owner: owner && nameOf('owner', owner),
      tls: Object.keys(tls).length ? tls : undefined,
    }),
  });
  if ('problems' in result) {
    throw new InputError(
      result.problems
        .map(
          ({ field, message }) => `${field.replace(/^tls\./, '')}: ${message}`,
        )
        .join('\n'),
    );
  }
  return result;
}

/** What a form leaves behind of a field that nobody filled in. */
function isBlank(value: unknown): boolean {
  return (
    value === undefined ||
    value === '' ||
    (Array.isArray(value) && value.length === 0) ||
    (typeof value === 'object' &&
      value !== null &&
      Object.values(value).every(isBlank))
  );
}

/** The hosts of a gateway, each once. */
export function hostsOf({ model }: ValidEgressGateway): string {
  return [...new Set(model.upstreams.map(({ host }) => host))].join(', ');
}

function withoutUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined),
  ) as Partial<T>;
}
