import type { KubernetesObject } from '../../resources';
import { httpRoutesAsRoutes } from '../gatewayApiRoutes';
import { servicesOf } from '../judgePolicies';
import type { PolicyWorkload } from '../types';
import { effectsWithoutHidden } from './hiddenEffects';
import { clientTlsConflicts } from './clientTls';
import { outboundScopes } from './outboundScope';
import { routesHere } from './routesHere';
import { subsetsOf } from './subsets';
import { tokenNeeds } from './tokenNeeds';
import type { EffectsInput, PolicyEffects } from './types';

/** Without these it is not known which Services lead to the workloads. */
const WORKLOADS = [
  ['Pod', 'Pods'],
  ['Service', 'Services'],
] as const;

function whyNot(
  { unreadable }: EffectsInput,
  kinds: readonly (readonly [string, string])[],
): string | undefined {
  const missing = kinds.find(([kind]) => unreadable?.has(kind));
  return missing && `${missing[1]} could not be read`;
}

function clientTls(
  input: EffectsInput,
  services: readonly KubernetesObject[],
): PolicyEffects['clientTls'] {
  const why = whyNot(input, [
    ...WORKLOADS,
    ['DestinationRule', 'DestinationRules'],
    ['PeerAuthentication', 'PeerAuthentications'],
    ['ConfigMap', 'the mesh configuration'],
  ]);
  return why
    ? { conflicts: [], why }
    : { conflicts: clientTlsConflicts(input, services) };
}

/** Each kind of workload once: pods of one ReplicaSet are alike. */
function different(workloads: readonly PolicyWorkload[]): PolicyWorkload[] {
  return [
    ...new Map(workloads.map(one => [JSON.stringify(one), one])).values(),
  ];
}

/**
 * What policies do to workloads of one namespace beside who may call them: TLS
 * that callers open and the workloads do not take, tokens, subsets, routes of
 * other hosts, and what the workloads' proxies know. What could not be read is
 * said, never guessed.
 *
 * @public
 */
export function policyEffects(input: EffectsInput): PolicyEffects {
  const { namespace, clusterDomain = 'cluster.local' } = input;
  const workloads = different(
    input.workloads.filter(({ kind }) => kind !== 'none'),
  );
  const services = servicesOf(input);
  const hosts = services.map(
    ({ metadata }) => `${metadata.name}.${namespace}.svc.${clusterDomain}`,
  );
  const routesWhy = whyNot(input, [
    ...WORKLOADS,
    ['VirtualService', 'VirtualServices'],
    ['HTTPRoute', 'HTTPRoutes'],
    ['DestinationRule', 'DestinationRules'],
  ]);
  const effects: PolicyEffects = {
    clientTls: clientTls(input, services),
    tokens: tokenNeeds(input, workloads),
    subsets: routesWhy ? [] : subsetsOf(input, services),
    routesHere: input.unreadable?.has('VirtualService')
      ? []
      : routesHere(
          hosts,
          [
            ...input.virtualServices,
            ...httpRoutesAsRoutes(input.httpRoutes ?? [], clusterDomain),
          ],
          clusterDomain,
        ),
    ...(routesWhy ? { routesWhy } : {}),
    outbound: outboundScopes(input, workloads),
  };
  return effectsWithoutHidden(effects, input.mayRead);
}
