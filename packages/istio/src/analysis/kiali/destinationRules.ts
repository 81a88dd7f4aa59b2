import { Analyzer } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { serviceOfHost, toFullHost } from '../istio/serviceHosts';
import { isMutual, scopeOfRule, tlsModeOf } from './mutualTlsModes';
import { mendOf } from '../istio/mends';

/** Host and subset of each rule; a rule without subsets is for the host. */
function partsOf(rule: Resource): string[] {
  const host = toFullHost(rule.namespace, rule.spec.host ?? '');
  const subsets: any[] = rule.spec.subsets ?? [];
  return subsets.length > 0
    ? subsets.map(({ name = '' }) => `${host}+${name}`)
    : [host];
}

function byPart(view: ClusterView): Map<string, Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const rule of view.all('DestinationRule')) {
    for (const part of new Set(partsOf(rule))) {
      // Rules for some workloads only may be for the same host.
      const key = JSON.stringify([part, rule.spec.workloadSelector ?? {}]);
      found.set(key, [...(found.get(key) ?? []), rule]);
    }
  }
  return found;
}

/** DestinationRules that override each other, and subsets that are none. */
export const destinationRulesAnalyzer: Analyzer = {
  name: 'kiali.DestinationRules',
  description:
    'Looks for DestinationRules for the same host, for subsets without labels, and for rules that turn mTLS off by leaving it out.',
  codes: ['KIA0201', 'KIA0204', 'KIA0209'],
  reads: ['DestinationRule', 'MeshConfig'],
  analyze(view, report) {
    for (const [key, rules] of byPart(view)) {
      for (const rule of rules.length > 1 ? rules : []) {
        const others = rules.filter(one => one !== rule);
        report('KIA0201', rule, {
          args: [JSON.parse(key)[0], others.map(one => one.fullName).sort()],
          path: ['spec', 'host'],
        });
      }
    }
    const mutual = new Map<string, Resource>();
    for (const rule of view.all('DestinationRule')) {
      const scope = scopeOfRule(rule);
      if (scope !== undefined && isMutual(tlsModeOf(rule))) {
        mutual.set(scope, rule);
      }
    }
    for (const rule of view.all('DestinationRule')) {
      const { host = '', subsets = [] } = rule.spec;
      subsets.forEach((subset: any, i: number) => {
        if (Object.keys(subset.labels ?? {}).length === 0) {
          report('KIA0209', rule, {
            args: [subset.name ?? ''],
            path: ['spec', 'subsets', i],
          });
        }
      });
      const { namespace } = serviceOfHost(rule.namespace, host);
      const wider = mutual.get(namespace) ?? mutual.get('mesh');
      // With automatic mTLS a rule without settings changes nothing.
      const isOverriding =
        scopeOfRule(rule) === undefined && tlsModeOf(rule) === undefined;
      if (wider && isOverriding && !view.mesh.enableAutoMtls) {
        report('KIA0204', rule, {
          args: [wider.fullName],
          path: ['spec', 'trafficPolicy'],
          mend: mendOf(rule, 'Send by mTLS', {
            set: ['spec', 'trafficPolicy', 'tls'],
            to: { mode: 'ISTIO_MUTUAL' },
          }),
        });
      }
    }
  },
};
