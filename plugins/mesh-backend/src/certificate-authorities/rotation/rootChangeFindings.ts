import { RequestFinding } from '@meshport/backstage-plugin-mesh-common';
import { readCertificates, rootChange } from '@meshport/certificates';
import { Inventory } from '../../inventory';
import { oldestVersion } from '../controlPlane/bundleRules';
import { MeshProxy, meshProxies } from './meshProxies';
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
  const effect = { proxies: proxies.length, machines, longestMs, unknown };
  return [
    info(
      'ROOT_CHANGE',
      `${facts.cluster} believes ${old.subject} (SHA-256 ${
        old.fingerprint
      }) now${
        facts.kind === 'first' ? ', which istiod made itself' : ''
      }. ${istiodWords(facts)}`,
    ),
    ...(facts.shortWay ? outageFindings(effect) : waitingFindings(effect)),
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

/** Whom a change of the root concerns. */
interface Effect {
  /** How many proxies, machines among them. */
  proxies: number;
  machines: readonly MeshProxy[];
  /** The longest life of a workload certificate; milliseconds. */
  longestMs: number;
  /** Why some proxies may be missing, as a sentence. */
  unknown: string | undefined;
}

/** What the steps wait for. */
function waitingFindings({
  proxies,
  machines,
  longestMs,
  unknown,
}: Effect): RequestFinding[] {
  return [
    info(
      'ROOT_CHANGE_TIME',
      `Proxies that have to turn over: ${proxies}, machines among them: ${
        machines.length
      }. A certificate lives for ${hours(
        longestMs,
      )} at most here, so that each of the steps takes up to that unless workloads are restarted.${
        unknown ? ` ${unknown}` : ''
      }`,
    ),
    ...(machines.length
      ? [
          warning(
            'ROOT_CHANGE_MACHINES',
            `Machines cannot be asked whom they believe, so the life of a certificate is waited for. One that is off during the whole change knows the old root only: ${namesOf(
              machines,
            )}.`,
            'Have them on and connected; give one that was off a new bundle afterwards.',
          ),
        ]
      : []),
  ];
}

/** What fails, since nothing is waited for. */
function outageFindings({
  proxies,
  machines,
  longestMs,
  unknown,
}: Effect): RequestFinding[] {
  if (!proxies && !unknown) {
    return [
      info('ROOT_CHANGE_QUIET', 'No proxy is there yet: no call can fail.'),
    ];
  }
  return [
    warning(
      'ROOT_CHANGE_OUTAGE',
      `Proxies that believe the present root alone: ${proxies}, machines among them: ${
        machines.length
      }. Nothing is waited for: calls between them fail from the restart of istiod on, until each has its next certificate (up to ${hours(
        longestMs,
      )}) or was restarted.${unknown ? ` ${unknown}` : ''}`,
      'Ask without acceptOutage to have the root changed in steps, so that no call fails.',
    ),
    ...(machines.length
      ? [
          warning(
            'ROOT_CHANGE_MACHINES',
            `Machines are cut off, since their agents know the present root only: ${namesOf(
              machines,
            )}.`,
            'Give each a new bundle when the change is over.',
          ),
        ]
      : []),
  ];
}

function info(code: string, message: string): RequestFinding {
  return { code, severity: 'info', message };
}

function warning(code: string, message: string, mend: string): RequestFinding {
  return { code, severity: 'warning', message, mend };
}

/** The first of them, by name. */
function namesOf(machines: readonly MeshProxy[]): string {
  const names = machines
    .slice(0, 5)
    .map(({ namespace, name }) => `${namespace}/${name}`);
  return `${names.join(', ')}${machines.length > 5 ? ', …' : ''}`;
}

/** What running istiods would make of it by themselves, by their version and flags. */
function istiodWords(facts: RootChangeFacts): string {
  const version = oldestVersion(facts.istiodVersions);
  const { takenLive, reason } = rootChange(
    facts.oldRoots,
    facts.shortWay ? facts.lastRoots : facts.bothRoots,
    { istioVersion: version, multiRoot: facts.multiRoot },
  );
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
