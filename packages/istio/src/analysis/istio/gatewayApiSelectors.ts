import { Analyzer } from '../engine/Analyzer';
import { AnalysisKind } from '../snapshot/kinds';
import { selects } from '../snapshot/selectors';
import { Resource } from '../snapshot/Resource';
import { mendOf } from './mends';

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';
const POLICIES: readonly AnalysisKind[] = [
  'AuthorizationPolicy',
  'RequestAuthentication',
  'Telemetry',
  'WasmPlugin',
];

/** Names the Gateway that the selector is about, where it is about no more. */
function targeting(policy: Resource, name: string) {
  return mendOf(
    policy,
    `Name the Gateway ${name} by targetRefs`,
    { remove: ['spec', 'selector'] },
    {
      set: ['spec', 'targetRefs'],
      to: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name }],
    },
  );
}

/** Selectors of policies that hit gateways, where they do not count. */
export const gatewayApiSelectorsAnalyzer: Analyzer = {
  name: 'k8sgateway.SelectorAnalyzer',
  description:
    'Looks for policies that select pods of a Gateway of the Gateway API by labels.',
  codes: ['IST0166'],
  reads: ['Pod', 'AuthorizationPolicy', 'RequestAuthentication'],
  readsIfThere: ['Telemetry', 'WasmPlugin'],
  analyze(view, report) {
    const byNamespace = view.byNamespace('Pod');
    for (const policy of POLICIES.flatMap(kind => view.all(kind))) {
      const { selector, targetRef } = policy.spec;
      if (!selector || targetRef) {
        continue;
      }
      const selected = (byNamespace.get(policy.namespace) ?? [])
        .filter(({ labels }) => selects(selector.matchLabels, labels))
        .map(({ labels }) => labels[GATEWAY_NAME]);
      const all = new Set<string | undefined>(selected);
      for (const gateway of all) {
        if (gateway === undefined) {
          continue;
        }
        report('IST0166', policy, {
          args: [gateway],
          path: ['spec', 'selector'],
          oncePerObject: true,
          mend: all.size === 1 ? targeting(policy, gateway) : undefined,
        });
      }
    }
  },
};
