import { Analyzer } from '../engine/Analyzer';
import { AnalysisKind } from '../snapshot/kinds';
import { selects } from '../snapshot/selectors';

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';
const POLICIES: readonly AnalysisKind[] = [
  'AuthorizationPolicy',
  'RequestAuthentication',
  'Telemetry',
  'WasmPlugin',
];

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
      const gateways = (byNamespace.get(policy.namespace) ?? [])
        .filter(({ labels }) => labels[GATEWAY_NAME] !== undefined)
        .filter(({ labels }) => selects(selector.matchLabels, labels))
        .map(({ labels }) => labels[GATEWAY_NAME]);
      for (const gateway of new Set(gateways)) {
        report('IST0166', policy, {
          args: [gateway],
          path: ['spec', 'selector'],
          oncePerObject: true,
        });
      }
    }
  },
};
