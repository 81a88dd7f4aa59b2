import { MutualTlsCutOff } from '@meshport/backstage-plugin-mesh-common';
import { MutualTlsStaging } from '@meshport/istio';
import { cutOffAsSeen, Eyes } from './MutualTlsReader';
import { MutualTlsParameters } from './mutualTlsParameters';

/** Names in one sentence. */
const MOST_NAMED = 20;

const SURE: Record<MutualTlsCutOff['evidence'], string> = {
  declared: 'Would be cut off, by what the catalog declares',
  configured: 'Would be cut off, by what is configured',
  possible: 'Could not call any more',
};

/**
 * Who would be cut off by a step, as sentences, with the names that the one who
 * asks may read.
 */
export function evidenceStatements(
  { namespace }: MutualTlsParameters,
  { namespaces, outside, notKnown }: MutualTlsStaging,
  eyes: Eyes,
): string[] {
  const stage = namespaces.find(one => one.namespace === namespace);
  const records = stage?.cutOff ?? [];
  const others = outside.filter(one => one.namespace !== namespace);
  const named = others
    .filter(one => eyes.mayRead(one.namespace, one.cluster ?? eyes.cluster))
    .map(
      ({ kind, namespace: where, name, cluster }) =>
        `${kind} ${where}/${name}${cluster ? ` of ${cluster}` : ''}`,
    );
  const hidden = others.length - named.length;
  return [
    ...records.map(one => sentenceOf(cutOffAsSeen(one, eyes))),
    ...(stage && records.length === 0
      ? [
          'Nothing in the cluster or the catalog tells of a call that would be refused.',
        ]
      : []),
    ...(others.length > 0
      ? [
          `Workloads elsewhere without the mesh’s mutual TLS, of which nothing says that they call: ${listOf(
            named,
            hidden,
          )}.`,
        ]
      : []),
    ...(stage?.staysOpen ?? []).map(
      ({ workload, port, mode, decidedBy, cluster }) => {
        const on = port === undefined ? '' : ` on port ${port}`;
        const by =
          mode === 'notCaptured'
            ? 'its proxy does not take that port'
            : `${mode} by PeerAuthentication ${decidedBy?.namespace}/${decidedBy?.name}`;
        return `${inCluster(cluster)}${workload.kind} ${
          workload.name
        } still takes plain calls${on}: ${by}.`;
      },
    ),
    ...notKnown,
  ];
}

function inCluster(cluster?: string): string {
  return cluster ? `In ${cluster}: ` : '';
}

function sentenceOf({
  cluster,
  evidence,
  callers,
  services,
  why,
  decidedBy,
}: MutualTlsCutOff): string {
  const names = callers.flatMap(one =>
    'hidden' in one ? [] : [`${one.kind} ${one.namespace}/${one.name}`],
  );
  const hidden = callers.length - names.length;
  const from = callers.length > 0 ? ` ${listOf(names, hidden)}` : '';
  const to =
    services.length > 0
      ? ` to ${listOf(
          services.map(
            ({ namespace, name, port }) =>
              `${namespace}/${name}${port ? `:${port}` : ''}`,
          ),
          0,
        )}`
      : '';
  const because =
    why ??
    `By ${decidedBy
      .map(({ kind }) => kind)
      .join(', ')} in a namespace that you may not read.`;
  return `${inCluster(cluster)}${SURE[evidence]}:${from}${to}. ${
    why === undefined && decidedBy.length === 0 ? '' : because
  }`.trim();
}

function listOf(names: readonly string[], hidden: number): string {
  const more = Math.max(0, names.length - MOST_NAMED);
  return [
    ...names.slice(0, MOST_NAMED),
    ...(more > 0 ? [`${more} more`] : []),
    ...(hidden > 0 ? [`${hidden} in namespaces that you may not read`] : []),
  ].join(', ');
}
