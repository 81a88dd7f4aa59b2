import { RequestFinding } from '@meshport/backstage-plugin-mesh-common';
import { readCertificates, rootChange } from '@meshport/certificates';
import { Inventory } from '../../inventory';
import { oldestVersion } from '../controlPlane/bundleRules';
import { meshProxies } from './meshProxies';
import { RootChangeFacts } from './RootChange';
import { RootChangeSettings } from './rootChangeSettings';

/** What is worth knowing before a root is changed, by what the cluster shows now. */
export function rootChangeFindings(
  facts: RootChangeFacts,
  of: {
    inventory: Pick<Inventory, 'cluster' | 'clusters'>;
    settings: RootChangeSettings;
  },
): RequestFinding[] {
  const { proxies, unknown, longestMs } = meshProxies(of.inventory, {
    cluster: facts.cluster,
    namespace: facts.namespace,
    leastLifeMs: of.settings.leastLifeMs,
  });
  const machines = proxies.filter(({ kind }) => kind === 'machine');
  const [old] = readCertificates(facts.oldRoot);
  const others = readCertificates(facts.lastRoots).slice(0, -1);
  const info = (code: string, message: string, mend?: string) => ({
    code,
    severity: 'info' as const,
    message,
    ...(mend ? { mend } : {}),
  });
  return [
    info(
      'ROOT_CHANGE',
      `${facts.cluster} believes ${old.subject} (SHA-256 ${
        old.fingerprint
      }) now${
        facts.kind === 'first' ? ', which istiod made itself' : ''
      }. ${istiodWords(facts)}`,
    ),
    info(
      'ROOT_CHANGE_TIME',
      `${proxies.length} proxies have to turn over, ${
        machines.length
      } of them machines. A certificate lives for ${hours(
        longestMs,
      )} at most here, so that each of the steps takes up to that unless workloads are restarted.${
        unknown ? ` ${unknown}` : ''
      }`,
    ),
    ...(machines.length
      ? [
          {
            code: 'ROOT_CHANGE_MACHINES',
            severity: 'warning' as const,
            message: `Machines cannot be asked whom they believe, so the life of a certificate is waited for. One that is off during the whole change knows the old root only: ${machines
              .slice(0, 5)
              .map(({ namespace, name }) => `${namespace}/${name}`)
              .join(', ')}${machines.length > 5 ? ', …' : ''}.`,
            mend: 'Have them on and connected; give one that was off a new bundle afterwards.',
          },
        ]
      : []),
    ...(others.length
      ? [
          info(
            'ROOT_CHANGE_OTHER_ROOTS',
            `Other roots stay: ${others
              .map(({ subject }) => subject)
              .join('; ')}.`,
          ),
        ]
      : []),
  ];
}

/** What running istiods would make of it by themselves, by their version and flags. */
function istiodWords(facts: RootChangeFacts): string {
  const version = oldestVersion(facts.istiodVersions);
  const { takenLive, reason } = rootChange(facts.oldRoots, facts.bothRoots, {
    istioVersion: version,
    multiRoot: facts.multiRoot,
  });
  return `${reason} ${
    takenLive
      ? 'It is restarted all the same: one that takes a root as it runs goes on to refuse machines that connect anew with a certificate below it.'
      : 'It is restarted for it.'
  }`;
}

function hours(ms: number): string {
  return ms < 3_600_000
    ? `${Math.ceil(ms / 60_000)} minutes`
    : `${Math.round(ms / 3_600_000)} hours`;
}
