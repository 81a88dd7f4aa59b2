import { Analyzer } from '../engine/Analyzer';
import { Resource } from '../snapshot/Resource';
import { selects } from '../snapshot/selectors';
import { YamlPath } from '../types';
import { gatewayNamed, isJwtClaim } from './virtualServiceParts';

/** The first claim that a VirtualService routes by. */
function claimOf({
  spec,
}: Resource): { key: string; path: YamlPath } | undefined {
  for (const [i, rule] of (spec.http ?? []).entries()) {
    for (const [j, match] of (rule.match ?? []).entries()) {
      for (const field of ['headers', 'withoutHeaders']) {
        const key = Object.keys(match[field] ?? {}).find(isJwtClaim);
        if (key !== undefined) {
          return { key, path: ['spec', 'http', i, 'match', j, field, key] };
        }
      }
    }
  }
  return undefined;
}

/** Routes by claims of tokens that nobody has checked. */
export const jwtClaimRoutesAnalyzer: Analyzer = {
  name: 'virtualservice.JWTClaimRouteAnalyzer',
  description:
    'Looks for routes by claims of JWTs on gateways without a RequestAuthentication.',
  codes: ['IST0149'],
  reads: ['VirtualService', 'RequestAuthentication', 'Gateway', 'Pod'],
  analyze(view, report) {
    const byNamespace = view.byNamespace('RequestAuthentication');
    const isChecked = (pod: Resource) =>
      ['istio-system', pod.namespace]
        .flatMap(namespace => byNamespace.get(namespace) ?? [])
        .some(({ spec }) => selects(spec.selector?.matchLabels, pod.labels));
    for (const service of view.all('VirtualService')) {
      const claim = claimOf(service);
      const named: string[] = claim ? service.spec.gateways ?? [] : [];
      for (const one of named.filter(gateway => gateway !== 'mesh')) {
        const { namespace, name } = gatewayNamed(service.namespace, one);
        const gateway = view.find('Gateway', namespace, name);
        const pods = gateway
          ? view.byLabels('Pod').select(gateway.spec.selector)
          : [];
        for (const pod of pods.filter(each => !isChecked(each))) {
          report('IST0149', service, {
            args: [claim!.key, gateway!.fullName, pod.name],
            path: claim!.path,
            oncePerObject: true,
          });
        }
      }
    }
  },
};
