import { AnalysisOptions, analyze } from '../engine/AnalysisSession';
import { friendlyName } from '../engine/suppression';
import { readManifests } from '../manifests/readManifests';
import { argumentText } from '../messages';
import { snapshotOfManifests } from '../snapshot/fromManifests';
import { ClusterSnapshot } from '../snapshot/snapshot';
import { Finding } from '../types';
import { troubleWithMends } from './mends';

/** A snapshot of YAML for a test. */
export function snapshotOf(
  yaml: string,
  more: Omit<ClusterSnapshot, 'kinds'> = {},
): ClusterSnapshot {
  const { manifests, unreadable } = readManifests([
    { name: 'a.yaml', text: yaml },
  ]);
  expect(unreadable).toEqual([]);
  return snapshotOfManifests(manifests, more);
}

/** What one analyzer finds in YAML; its mends have to mend. */
export function findingsIn(
  analyzer: string,
  yaml: string,
  more: Omit<ClusterSnapshot, 'kinds'> = {},
  options: AnalysisOptions = {},
): Finding[] {
  const snapshot = snapshotOf(yaml, more);
  const { findings } = analyze([snapshot], {
    ...options,
    analyzers: [analyzer],
  });
  expect(troubleWithMends(findings, snapshot, options.now)).toEqual([]);
  return findings;
}

/** A finding in one line: code, object, arguments. */
export function verdictOf({ code, resource, args }: Finding): string {
  return [code, friendlyName(resource), ...args.map(argumentText)]
    .join(' | ')
    .trim();
}

/** What one analyzer finds in YAML, a line each. */
export function verdicts(
  analyzer: string,
  yaml: string,
  more: Omit<ClusterSnapshot, 'kinds'> = {},
): string[] {
  return findingsIn(analyzer, yaml, more).map(verdictOf);
}

/** An object as YAML in flow style. */
export function object(
  apiVersion: string,
  kind: string,
  name: string,
  rest: object = {},
  metadata: object = {},
): string {
  const [space, own] = name.includes('/') ? name.split('/') : [undefined, name];
  return `${JSON.stringify({
    apiVersion,
    kind,
    metadata: {
      name: own,
      ...(space ? { namespace: space } : {}),
      ...metadata,
    },
    ...rest,
  })}\n---\n`;
}

/** An object of Istio's networking kinds. */
export function networking(
  kind: string,
  name: string,
  spec: object,
  metadata = {},
) {
  return object('networking.istio.io/v1', kind, name, { spec }, metadata);
}

/** An object of Istio's security kinds. */
export function security(
  kind: string,
  name: string,
  spec: object,
  metadata = {},
) {
  return object('security.istio.io/v1', kind, name, { spec }, metadata);
}

/** A pod with labels; with a proxy beside it unless told. */
export function pod(
  name: string,
  labels: object = {},
  {
    proxy = 'docker.io/istio/proxyv2:1.30.3',
    annotations = {},
    ...spec
  }: any = {},
): string {
  return object(
    'v1',
    'Pod',
    name,
    {
      spec: {
        containers: [
          { name: 'app', image: 'app' },
          ...(proxy ? [{ name: 'istio-proxy', image: proxy }] : []),
        ],
        ...spec,
      },
    },
    { labels, annotations },
  );
}

/** A Service with ports by number and name. */
export function service(
  name: string,
  ports: object[],
  spec: object = {},
  metadata: object = {},
): string {
  return object('v1', 'Service', name, { spec: { ports, ...spec } }, metadata);
}

/** A Namespace with labels. */
export function namespace(name: string, labels: object = {}): string {
  return object('v1', 'Namespace', name, {}, { labels });
}

/** A Deployment of one container, whose pods have labels. */
export function deployment(
  name: string,
  labels: object,
  container: object = {},
  metadata: object = {},
): string {
  return object(
    'apps/v1',
    'Deployment',
    name,
    {
      spec: {
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'app', image: 'app', ...container }] },
        },
      },
    },
    metadata,
  );
}
