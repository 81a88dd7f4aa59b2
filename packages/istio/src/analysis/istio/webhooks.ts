import { matchesSelector } from '../../resources';
import { Analyzer, Report } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';

type Labels = Record<string, string>;

const REVISION = 'istio.io/rev';
const OF_NAMESPACES: Labels[] = [
  {},
  { 'istio-injection': 'enabled' },
  { 'istio-injection': 'disabled' },
];
const OF_PODS: Labels[] = [
  {},
  { 'sidecar.istio.io/inject': 'true' },
  { 'sidecar.istio.io/inject': 'false' },
];

interface Injector {
  resource: Resource;
  index: number;
  name: string;
  webhook: any;
}

function revisionsIn(selector: any): string[] {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
  return [
    ...(matchLabels[REVISION] === undefined ? [] : [matchLabels[REVISION]]),
    ...matchExpressions
      .filter((one: any) => one.key === REVISION)
      .flatMap((one: any) => one.values ?? []),
  ];
}

function revisionsOf({ labels, spec }: Resource): string[] {
  const ofWebhooks = (spec.webhooks ?? []).flatMap((one: any) => [
    ...revisionsIn(one.namespaceSelector),
    ...revisionsIn(one.objectSelector),
  ]);
  const own = labels[REVISION];
  return own === undefined ? ofWebhooks : [own, ...ofWebhooks];
}

function isInjector(resource: Resource): boolean {
  return (
    revisionsOf(resource).length > 0 ||
    (resource.spec.webhooks ?? []).some((one: any) =>
      (one.name ?? '').endsWith('istio.io'),
    )
  );
}

function withRevisions(base: Labels[], revisions: Set<string>): Labels[] {
  return [
    ...base,
    ...[...revisions].flatMap(revision =>
      base.map(labels => ({ ...labels, [REVISION]: revision })),
    ),
  ];
}

/** Which injectors answer for the same pod, by those that do. */
function overlaps(
  injectors: readonly Injector[],
  revisions: Set<string>,
): Map<string, Injector[]> {
  const found = new Map<string, Injector[]>();
  const podLabels = withRevisions(OF_PODS, revisions);
  for (const labels of withRevisions(OF_NAMESPACES, revisions)) {
    const ofNamespace = injectors.filter(({ webhook }) =>
      matchesSelector(webhook.namespaceSelector ?? {}, labels),
    );
    for (const ofPod of podLabels) {
      const matches = ofNamespace.filter(({ webhook }) =>
        matchesSelector(webhook.objectSelector ?? {}, ofPod),
      );
      if (matches.length > 1) {
        found.set(matches.map(one => one.name).join(), matches);
      }
    }
  }
  return found;
}

function checkServices(
  injectors: readonly Injector[],
  view: ClusterView,
  report: Report,
): void {
  for (const { resource, index, webhook } of injectors) {
    const { service } = webhook.clientConfig ?? {};
    if (service) {
      const { namespace = '', name = '' } = service;
      if (!view.find('Service', namespace, name)) {
        const full = namespace ? `${namespace}/${name}` : name;
        report('IST0139', resource, {
          args: [
            `Injector refers to a control plane service that does not exist: ${full}.`,
          ],
          path: ['webhooks', index, 'clientConfig', 'service'],
          oncePerObject: true,
        });
      }
    }
  }
}

/** Injectors that contradict each other or that nobody answers for. */
export const webhooksAnalyzer: Analyzer = {
  name: 'webhook.Analyzer',
  description:
    'Looks for injectors that overlap or whose control plane does not exist.',
  codes: ['IST0139'],
  reads: ['MutatingWebhookConfiguration', 'Service'],
  analyze(view, report) {
    const resources = view
      .all('MutatingWebhookConfiguration')
      .filter(isInjector);
    const injectors = resources.flatMap(resource =>
      (resource.spec.webhooks ?? []).map((webhook: any, index: number) => ({
        resource,
        index,
        webhook,
        name: `${resource.fullName}/${webhook.name ?? ''}`,
      })),
    );
    const revisions = new Set(resources.flatMap(revisionsOf));
    for (const matches of overlaps(injectors, revisions).values()) {
      for (const { name, resource, index } of matches) {
        const others = matches.map(one => one.name).filter(one => one !== name);
        if (others.length > 0) {
          report('IST0139', resource, {
            args: [
              `Webhook overlaps with others: [${others
                .sort()
                .join(' ')}]. This may cause injection to occur twice.`,
            ],
            path: ['webhooks', index],
            oncePerObject: true,
          });
        }
      }
    }
    checkServices(injectors, view, report);
  },
};
