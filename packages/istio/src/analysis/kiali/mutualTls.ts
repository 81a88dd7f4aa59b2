import { Analyzer, Report } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { serviceOfHost } from '../istio/serviceHosts';
import {
  isForAll,
  isMutual,
  modeOf,
  policyOf,
  scopeOfRule,
  tlsModeOf,
} from './mutualTlsModes';
import { mendOf } from '../istio/mends';

const TLS = ['spec', 'trafficPolicy', 'tls'];

/** A rule that turns mTLS on where servers have none. */
function checkEnabling(
  rule: Resource,
  scope: string,
  view: ClusterView,
  report: Report,
): void {
  const { enableAutoMtls, rootNamespace } = view.mesh;
  const ofMesh = policyOf(view, rootNamespace);
  if (enableAutoMtls || !isMutual(tlsModeOf(rule))) {
    return;
  }
  if (scope === 'mesh') {
    if (!ofMesh) {
      report('KIA0205', rule, { path: TLS });
    }
  } else if (!policyOf(view, scope) && !ofMesh) {
    report('KIA0206', rule, { args: [scope], path: TLS });
  }
}

function inMutualTls(rule: Resource) {
  return mendOf(rule, 'Send by mTLS', {
    set: TLS,
    to: { mode: 'ISTIO_MUTUAL' },
  });
}

/** A rule that turns mTLS off where servers demand it. */
function checkDisabling(
  rule: Resource,
  view: ClusterView,
  report: Report,
): void {
  if (tlsModeOf(rule) !== 'DISABLE') {
    return;
  }
  const scope = scopeOfRule(rule);
  const host = rule.spec.host ?? '';
  const namespace =
    scope === undefined ? serviceOfHost(rule.namespace, host).namespace : scope;
  const known =
    scope !== undefined ||
    view.find('Service', namespace, serviceOfHost(rule.namespace, host).name);
  if (!known) {
    return;
  }
  const own = namespace === 'mesh' ? undefined : policyOf(view, namespace);
  const ofMesh = policyOf(view, view.mesh.rootNamespace);
  if (own && modeOf(own) === 'STRICT') {
    report('KIA0207', rule, {
      args: [own.fullName],
      path: [...TLS, 'mode'],
      mend: inMutualTls(rule),
    });
  } else if (!own && ofMesh && modeOf(ofMesh) === 'STRICT') {
    report('KIA0208', rule, {
      args: [ofMesh.fullName],
      path: [...TLS, 'mode'],
      mend: inMutualTls(rule),
    });
  }
}

function checkPolicy(
  policy: Resource,
  rules: ReadonlyMap<string, Resource>,
  view: ClusterView,
  report: Report,
): void {
  const { rootNamespace, enableAutoMtls } = view.mesh;
  const isMeshs = policy.namespace === rootNamespace;
  const path = ['spec', 'mtls', 'mode'];
  const ofMesh = rules.get('mesh');
  const own = isMeshs ? undefined : rules.get(policy.namespace);
  const mode = modeOf(policy);
  if (mode === 'STRICT' && !enableAutoMtls && !ofMesh && !own) {
    report(isMeshs ? 'KIA0401' : 'KIA0501', policy, {
      args: isMeshs ? [] : [policy.namespace],
      path,
    });
  }
  const mend = mendOf(policy, 'Take mTLS as well as plain text', {
    set: path,
    to: 'PERMISSIVE',
  });
  if (mode === 'DISABLE' && own) {
    report('KIA0505', policy, { args: [own.fullName], path, mend });
  }
  if (mode === 'DISABLE' && isMeshs && ofMesh) {
    report('KIA0506', policy, { args: [ofMesh.fullName], path, mend });
  }
}

/** Clients and servers that do not agree on mTLS. */
export const mutualTlsAnalyzer: Analyzer = {
  name: 'kiali.MutualTls',
  description:
    'Looks for DestinationRules and PeerAuthentications that contradict each other about mTLS.',
  codes: [
    'KIA0205',
    'KIA0206',
    'KIA0207',
    'KIA0208',
    'KIA0401',
    'KIA0501',
    'KIA0505',
    'KIA0506',
  ],
  reads: ['DestinationRule', 'PeerAuthentication', 'Service', 'MeshConfig'],
  analyze(view, report) {
    const mutual = new Map<string, Resource>();
    for (const rule of view.all('DestinationRule')) {
      const scope = scopeOfRule(rule);
      if (scope !== undefined) {
        checkEnabling(rule, scope, view, report);
        if (isMutual(tlsModeOf(rule))) {
          mutual.set(scope, rule);
        }
      }
      checkDisabling(rule, view, report);
    }
    view
      .all('PeerAuthentication')
      .filter(isForAll)
      .forEach(policy => checkPolicy(policy, mutual, view, report));
  },
};
