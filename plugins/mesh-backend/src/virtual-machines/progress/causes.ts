import {
  EnrolmentCode,
  MachineCause,
} from '@meshport/backstage-plugin-mesh-common';
import { VirtualMachine } from '@meshport/istio';
import { Handout, rootFingerprint } from './Handout';
import { SeenMachine } from './MachineStore';
import { PlaneNow } from './PlaneLook';

/** How long a machine has to start its agent before its silence needs a cause, in milliseconds. */
const PATIENCE_MS = 45_000;

/** What is compared to say why a machine is silent. */
export interface CauseFacts {
  /** Milliseconds since 1970. */
  now: number;
  /** Name of the cluster. */
  cluster: string;
  namespace: string;
  group: string;
  codes: readonly EnrolmentCode[];
  /** Newest first. */
  handouts: readonly Handout[];
  machines: readonly VirtualMachine[];
  seen: readonly SeenMachine[];
  plane: PlaneNow;
  /** Where the request names an address of its own. */
  istiodAddress?: string;
  /** The WorkloadGroup now; undefined when it is gone, `unknown` when it may not be read. */
  groupNow: { serviceAccount: string } | undefined | 'unknown';
  /** Whether the service account is there; undefined when that is not known. */
  hasAccount: (name: string) => boolean | undefined;
  /** IDs by which istiod knows clusters; empty when that is not known. */
  clusterIds: readonly string[];
  /** A sentence, when what is configured is not what Istio says. */
  clusterIdConflict?: string;
  /** False when istiod is told not to make entries. */
  autoRegisters: boolean;
  /** Whether the group wants istiod to make them. */
  wantsAutoRegistration: boolean;
}

/**
 * Likely causes of the silence of a machine that was given a bundle or a code,
 * the likeliest first; none where nothing is waited for. What a machine was
 * given is compared with what holds now: istiod's own words are in its log,
 * which Meshport has no right to read.
 */
export function causesOf(facts: CauseFacts): MachineCause[] {
  const pending = pendingHandout(facts);
  if (!pending) {
    return codeCauses(facts);
  }
  const causes = [
    ...groupCauses(pending, facts),
    ...clusterIdCauses(pending, facts),
    ...registrationCauses(facts),
    ...planeCauses(pending, facts),
  ];
  const ended = Date.parse(pending.tokenExpires) <= facts.now;
  if (ended) {
    causes.push({
      code: 'TOKEN_EXPIRED',
      text: `The token that was given out ended at ${pending.tokenExpires}, before the machine joined.`,
      mend: 'Make a new code, or download the bundle again, and start the agent while its token lives.',
    });
  } else if (!causes.length && facts.now - pending.at >= PATIENCE_MS) {
    causes.push({
      code: 'NOT_REGISTERED',
      text: `A token was given out that lives until ${pending.tokenExpires}, and no machine has come yet.`,
      mend: `Look on the machine whether the agent runs (systemctl status istio, /var/log/istio/istio.log), whether ${
        pending.facts.istiodAddress || 'istiod'
      } is reached at port 15012, and whether its clock is right.`,
    });
  }
  return causes;
}

/** The newest bundle whose machine has not come; a download does not tell for which machine it was. */
export function pendingHandout({
  handouts,
  machines,
  seen,
}: Pick<CauseFacts, 'handouts' | 'machines' | 'seen'>): Handout | undefined {
  const arrivals = [
    ...machines.map(({ name, address, connectedSince }) => ({
      name,
      address,
      at: Date.parse(connectedSince ?? ''),
    })),
    ...seen.map(({ name, address, connectedAt }) => ({
      name,
      address,
      at: Date.parse(connectedAt),
    })),
  ];
  const [newest] = handouts;
  const hasCome =
    newest &&
    arrivals.some(
      ({ name, address, at }) =>
        at >= newest.at &&
        (newest.machineName === undefined || newest.machineName === name) &&
        (newest.address === undefined || newest.address === address),
    );
  return hasCome ? undefined : newest;
}

function codeCauses({ codes, handouts, machines }: CauseFacts): MachineCause[] {
  const [last] = codes;
  const isOver =
    last &&
    codes.every(({ state }) => state === 'expired' || state === 'revoked');
  return isOver && !handouts.length && !machines.length
    ? [
        {
          code: 'CODE_NOT_USED',
          text: `Every code has ended and none was redeemed; the last one ${
            last.state === 'revoked'
              ? 'was revoked'
              : `lived until ${last.expiresAt}`
          }.`,
          mend: 'Make a new code and run the line on the machine while it lives. If the line fails, it says why.',
        },
      ]
    : [];
}

function groupCauses(
  { facts: given }: Handout,
  { groupNow, cluster, namespace, group, hasAccount }: CauseFacts,
): MachineCause[] {
  if (groupNow === 'unknown') {
    return [
      {
        code: 'NOT_KNOWN',
        text: `Whether the WorkloadGroup is there is not known: WorkloadGroups of cluster ${cluster} cannot be read.`,
        mend: 'An administrator has to bind docs/rbac/read.yaml there.',
      },
    ];
  }
  if (!groupNow) {
    return [
      {
        code: 'GROUP_MISSING',
        text: `The WorkloadGroup ${namespace}/${group} is not in cluster ${cluster}, so that istiod refuses the machine.`,
        mend: 'Find out who deleted it, then retry the request or ask anew; the machine tries again by itself.',
      },
    ];
  }
  if (groupNow.serviceAccount !== given.serviceAccount) {
    return [
      {
        code: 'SERVICE_ACCOUNT',
        text: `The machine was given a token of service account ${
          given.serviceAccount
        }, and the WorkloadGroup wants ${
          groupNow.serviceAccount || 'none'
        }, so that istiod refuses it.`,
        mend: 'Set the account of the group back, or ask anew.',
      },
    ];
  }
  return hasAccount(given.serviceAccount) === false
    ? [
        {
          code: 'SERVICE_ACCOUNT',
          text: `The service account ${namespace}/${given.serviceAccount} is gone, so that its token is not taken.`,
          mend: 'Retry the request, so that the account is made again, then make a new code.',
        },
      ]
    : [];
}

function clusterIdCauses(
  { facts: { clusterId } }: Handout,
  { clusterIds, clusterIdConflict }: CauseFacts,
): MachineCause[] {
  const isForeign =
    clusterId !== '' &&
    clusterIds.length > 0 &&
    !clusterIds.includes(clusterId);
  return isForeign
    ? [
        {
          code: 'CLUSTER_ID',
          text: `The machine says that it is of cluster ${clusterId}, and istiod knows its cluster as ${clusterIds.join(
            ' or ',
          )}, so that it does not review the token.`,
          mend:
            clusterIdConflict ??
            'An administrator has to correct mesh.clusters[].istioClusterId; then make a new code.',
        },
      ]
    : [];
}

function registrationCauses({
  autoRegisters,
  wantsAutoRegistration,
}: CauseFacts): MachineCause[] {
  return wantsAutoRegistration && !autoRegisters
    ? [
        {
          code: 'AUTO_REGISTRATION_OFF',
          text: 'istiod does not make entries of machines: PILOT_ENABLE_WORKLOAD_ENTRY_AUTOREGISTRATION is false.',
          mend: 'Have it switched on, or ask for a group with autoRegister: false.',
        },
      ]
    : [];
}

function planeCauses(
  { facts: given, rootFingerprint: root }: Handout,
  { plane, istiodAddress }: CauseFacts,
): MachineCause[] {
  if ('failure' in plane) {
    return [
      {
        code: 'NOT_KNOWN',
        text: `Whether roots and istiod's address are as they were is not known. ${plane.failure}`,
        mend: 'It is looked at again by itself.',
      },
    ];
  }
  const { rootCert, gatewayAddress } = plane.facts;
  const causes: MachineCause[] = [];
  if (!rootCert || rootFingerprint(rootCert) !== root) {
    causes.push({
      code: 'ROOT_CHANGED',
      text: rootCert
        ? 'The roots of the mesh have changed since the machine was given them, so that it may not trust istiod.'
        : 'The roots of the mesh are gone from the namespace (ConfigMap istio-ca-root-cert).',
      mend: rootCert
        ? 'Make a new code, so that the machine is given the new roots.'
        : 'Check meshConfig.discoverySelectors, then make a new code.',
    });
  }
  const address = istiodAddress ?? gatewayAddress ?? '';
  if (address !== given.istiodAddress) {
    causes.push({
      code: 'ISTIOD_ADDRESS',
      text: `The machine was told that istiod is at ${
        given.istiodAddress || 'no address'
      }, and it is at ${address || 'none that is known'} now.`,
      mend: 'Make a new code, so that /etc/hosts of the machine is written anew.',
    });
  }
  return causes;
}
