import {
  EgressChoices,
  EgressGatewayDetail,
  EgressGatewaySummary,
  EgressPreview,
} from '@meshport/backstage-plugin-mesh-common';
import { fresh } from './answers';

/** A time in that many days (ISO 8601). */
export function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000 + 60_000).toISOString();
}

/** An egress gateway as lists show it: made here, ready, with named callers. */
export function egressGateway(
  partial: Partial<EgressGatewaySummary> = {},
): EgressGatewaySummary {
  return {
    cluster: 'east',
    namespace: 'bookinfo',
    name: 'payments-out',
    ours: true,
    pattern: 'injected',
    owner: 'group:default/team-ratings',
    component: 'component:default/ratings',
    upstreams: [
      {
        host: 'api.example.org',
        port: 443,
        protocol: 'TLS-ORIGINATION',
        tls: 'simple',
        callAs: 'http://api.example.org',
      },
    ],
    admission: {
      mode: 'named',
      callers: [{ namespace: 'bookinfo', serviceAccounts: ['ratings'] }],
    },
    hop: 'mutual',
    workload: {
      state: 'ready',
      ready: 1,
      wanted: 1,
      message: '1 of 1 pods is ready.',
    },
    credentials: [],
    problems: [],
    findings: { error: 0, warning: 0, info: 0 },
    ...partial,
  };
}

/** The same with all that its page shows. */
export function egressDetail(
  partial: Partial<EgressGatewayDetail> = {},
): EgressGatewayDetail {
  const summary = egressGateway(partial);
  const place = { cluster: summary.cluster, namespace: summary.namespace };
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    ...place,
    name: summary.name,
  };
  return {
    ...summary,
    objects: [
      {
        object,
        owned: true,
        whole: true,
        manifest: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: summary.name, namespace: summary.namespace },
        },
      },
    ],
    foundFindings: [],
    notJudged: [],
    users: [
      {
        namespace: 'bookinfo',
        workload: 'ratings-v1',
        serviceAccount: 'ratings',
        why: 'Its service account is named as a caller.',
      },
    ],
    removal: {
      deletes: [object],
      keeps: [],
      users: [],
      consequences: ['ratings-v1 in bookinfo cannot call api.example.org.'],
      allowed: true,
      hash: 'a1b2',
    },
    input: {
      name: summary.name,
      namespace: summary.namespace,
      pattern: 'injected',
      upstreams: [{ host: 'api.example.org', protocol: 'TLS-ORIGINATION' }],
      callers: [{ namespace: 'bookinfo', serviceAccounts: ['ratings'] }],
      component: 'ratings',
      owner: 'team-ratings',
      replicas: 2,
    },
    mayTest: true,
    ...partial,
  };
}

/** What a form offers for the cluster east. */
export function egressChoices(
  partial: Partial<EgressChoices> = {},
): EgressChoices {
  return {
    cluster: 'east',
    facts: [
      { label: 'Istio', value: '1.30.2', known: true },
      { label: 'Hosts nobody declared', value: '', known: false },
    ],
    recommended: {
      pattern: 'gateway-api',
      reason: 'The cluster serves the Gateway API 1.3.',
    },
    patterns: [
      { pattern: 'injected', possible: true, reason: 'Sidecars are injected.' },
      { pattern: 'helm', possible: true, reason: '' },
      { pattern: 'gateway-api', possible: true, reason: '' },
      {
        pattern: 'waypoint',
        possible: false,
        reason: 'Ambient mode is not installed.',
      },
    ],
    namespaces: [
      {
        name: 'bookinfo',
        owner: 'group:default/team-ratings',
        mayApply: true,
        mesh: 'sidecar',
      },
      { name: 'checkout', mayApply: false, mesh: 'ambient' },
    ],
    serviceAccounts: [
      { namespace: 'bookinfo', name: 'ratings', workloads: ['ratings-v1'] },
      { namespace: 'bookinfo', name: 'reviews', workloads: ['reviews-v1'] },
    ],
    ingressGateways: [
      {
        namespace: 'istio-system',
        name: 'istio-ingressgateway',
        kind: 'istio',
        selector: { istio: 'ingressgateway' },
      },
    ],
    extensionProviders: [
      { name: 'opa', kind: 'envoyExtAuthzGrpc', authorizes: true },
      { name: 'otel', kind: 'opentelemetry', authorizes: false },
    ],
    revisions: [{ revision: 'default', version: '1.30.2' }],
    clusters: [fresh('east')],
    ...partial,
  };
}

/** What one new gateway would do: two objects, nobody else notices. */
export function egressPreview(
  partial: Partial<EgressPreview> = {},
): EgressPreview {
  const objectOf = (kind: string, apiVersion: string) => ({
    apiVersion,
    kind,
    cluster: 'east',
    namespace: 'bookinfo',
    name: 'payments-out',
  });
  const planned = (
    kind: string,
    apiVersion: string,
    outcome: 'created' | 'changed' | 'unchanged',
  ) => ({
    manifest: {
      apiVersion,
      kind,
      metadata: { name: 'payments-out', namespace: 'bookinfo' },
    },
    change: { object: objectOf(kind, apiVersion), outcome, changes: [] },
  });
  return {
    cluster: 'east',
    problems: [],
    gateway: {},
    recommended: { pattern: 'injected', reason: '' },
    objects: [
      planned('Deployment', 'apps/v1', 'created'),
      planned('Service', 'v1', 'created'),
    ],
    deletes: [],
    caused: [],
    cured: [],
    notJudged: [],
    impacts: [],
    permissions: [
      {
        namespace: 'bookinfo',
        kinds: ['apps/Deployment'],
        allowed: true,
        message: 'You may write to bookinfo.',
      },
    ],
    credentials: [],
    warnings: [],
    ...partial,
  };
}
