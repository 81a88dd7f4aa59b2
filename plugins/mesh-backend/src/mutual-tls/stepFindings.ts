import { RequestFinding } from '@meshport/backstage-plugin-mesh-common';
import { CutOff } from '@meshport/istio';
import { MutualTlsParameters } from './mutualTlsParameters';
import { Standing } from './MutualTlsStages';

const WORDS: Record<CutOff['reason'], string> = {
  noProxy: 'the catalog declares callers that have no proxy',
  machineWithoutAgent: 'machines without an agent',
  destinationRule: 'a DestinationRule has TLS other than the mesh’s',
  pastProxy: 'calls go past the callers’ proxies',
  outOfScope: 'the callers’ proxies do not know the Service',
  autoMtlsOff: 'mutual TLS is not automatic in this mesh',
  headless: 'some workloads behind a headless Service have no proxy',
  serviceEntry: 'a ServiceEntry takes the workloads for outside of the mesh',
  webhook: 'the API server calls',
  probe: 'the kubelet calls',
  scrape: 'a scraper calls',
  exposed: 'calls come from outside of the cluster',
};

/**
 * Who would be cut off by a step now, for whoever may see the request: nothing
 * of other namespaces is named. What is known to break is an error, so that it
 * takes an approval away when it is new.
 */
export function stepFindings(
  { cluster, namespace }: MutualTlsParameters,
  standing: Standing,
): RequestFinding[] {
  if ('notJudged' in standing) {
    return [
      {
        code: 'STRICT_NOT_JUDGED',
        severity: 'warning',
        message: `Who would be cut off is not known. ${standing.notJudged}`,
      },
    ];
  }
  const { namespaces, outside } = standing.staging;
  const stage = namespaces.find(one => one.namespace === namespace);
  const found = (stage?.cutOff ?? []).map(one =>
    findingOf(cluster, namespace!, one),
  );
  const others = outside.filter(one => one.namespace !== namespace).length;
  return [
    ...found,
    ...(others > 0
      ? [
          {
            code: 'STRICT_OUTSIDE',
            severity: 'info' as const,
            message: `${others} ${
              others === 1 ? 'workload' : 'workloads'
            } elsewhere could not call any more, if they do: they have no proxy. The page of encryption names them.`,
          },
        ]
      : []),
  ];
}

function findingOf(
  cluster: string,
  namespace: string,
  { reason, evidence, callers, decidedBy, why, mend, cluster: remote }: CutOff,
): RequestFinding {
  const own = callers.filter(one => one.namespace === namespace);
  const [decider] = decidedBy;
  const isOurs =
    own.length === callers.length &&
    decidedBy.every(
      one => one.namespace === undefined || one.namespace === namespace,
    );
  const who =
    callers.length === 0
      ? ''
      : ` ${callers.length} ${callers.length === 1 ? 'caller' : 'callers'}${
          own.length > 0
            ? `, among them ${own
                .slice(0, 20)
                .map(({ kind, name }) => `${kind} ${name}`)
                .join(', ')}`
            : ' of other namespaces'
        }.`;
  return {
    code: `STRICT_CUTS_OFF_${reason.replace(/[A-Z]/g, '_$&').toUpperCase()}`,
    severity: evidence === 'possible' ? 'warning' : 'error',
    message: isOurs
      ? `${remote ? `In ${remote}: ` : ''}${why}${who}`
      : `${remote ? `In ${remote}: calls` : 'Calls'} are refused (${
          WORDS[reason]
        }).${who} The page of encryption says by what.`,
    ...(isOurs ? { mend } : {}),
    ...(isOurs && decider
      ? { object: { ...decider, cluster: remote ?? cluster } }
      : {}),
  };
}
