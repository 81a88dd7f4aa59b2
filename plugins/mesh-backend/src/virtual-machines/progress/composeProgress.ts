import {
  ClusterFreshness,
  MachineProgress,
} from '@meshport/backstage-plugin-mesh-common';
import {
  machineServiceAccountOf,
  VirtualMachine,
  virtualMachineOf,
  VmOnboardingInput,
} from '@meshport/istio';
import { isUnreadable } from '../../entities/readability';
import {
  ClusterInventory,
  clusterAliasesOf,
  registersMachines,
} from '../../inventory';
import { cutOffView } from '../cutOff/cutOffView';
import { alarmView } from '../retire/alarmView';
import { retireText } from '../retire/retireText';
import { shiftView } from '../shift/shiftView';
import { causesOf } from './causes';
import { driftOf } from './drift';
import { groupEntries } from './groupEntries';
import { Handout, rootFingerprint } from './Handout';
import { joiningMachines } from './joiningMachines';
import { ProgressFacts } from './ProgressSources';
import { stepsOf } from './steps';

/** What is the same for all requests. */
export interface ProgressSettings {
  /** Life of a workload's certificate in the mesh, in milliseconds. */
  certificateMs: number;
  uninstallLineOf(requestId: string): string;
}

/** Where a request's machines are. */
export interface ProgressClusters {
  cluster: ClusterInventory;
  /** Whose istiod serves it; the same for a primary. */
  primary: ClusterInventory;
  freshness: ClusterFreshness;
}

/** The answer, out of what was read and of the inventory as it is now. */
export function composeProgress(
  facts: ProgressFacts,
  clusters: ProgressClusters,
  settings: ProgressSettings,
  now: number,
): MachineProgress {
  const { request, parameters, codes, handouts, seen, plane } = facts;
  const { cluster, primary, freshness } = clusters;
  const { machines: input, istiodAddress } = parameters;
  const { namespace, name: group } = input;
  const groups = cluster.store('WorkloadGroup').list(namespace);
  const machines = groupEntries(cluster, { namespace, group }).map(entry =>
    virtualMachineOf(entry, groups),
  );
  const shown = joiningMachines({
    machines,
    seen,
    now,
    certificateMs: settings.certificateMs,
    root:
      'facts' in plane && plane.facts.rootCert
        ? rootFingerprint(plane.facts.rootCert)
        : undefined,
    proxyVersionOf: machine => proxyVersionOf(machine, clusters),
  });
  const wasApplied = request.history.some(({ type }) => type === 'applied');
  const isPrepared =
    wasApplied && ['provisioning', 'ready'].includes(request.status);
  // One that went back to its approvers has given something out, too.
  const isWaitedFor =
    isPrepared || (wasApplied && request.status === 'requested');
  const shift = isPrepared
    ? shiftView({
        cluster,
        input,
        machines,
        requestId: facts.shiftRequestId,
        mayNot: facts.mayNotShift,
      })
    : undefined;
  return {
    steps: stepsOf({
      request,
      codes,
      handouts,
      machines: shown,
      isProbed: input.probe !== undefined,
    }),
    machines: shown,
    causes: isWaitedFor
      ? causesOf({
          now,
          cluster: cluster.details.name,
          namespace,
          group,
          codes,
          handouts,
          machines,
          seen,
          plane,
          istiodAddress,
          ...lookOf(clusters, input),
        })
      : [],
    drift: isWaitedFor
      ? driftOf({
          handouts: facts.groupHandouts,
          machines: input,
          istiodAddress:
            istiodAddress ??
            ('facts' in plane ? plane.facts.gatewayAddress ?? '' : undefined),
        })
      : [],
    uninstallLine: settings.uninstallLineOf(request.id),
    retireText: retireText(request.status, {
      namespace,
      group,
      serviceAccount: machineServiceAccountOf(
        { ...input, identity: 'group' },
        '',
      ),
    }),
    cutOff: cutOffView({
      cluster,
      policyCluster: primary,
      identities: {
        namespace,
        group,
        serviceAccounts: accountsOf(input, facts.groupHandouts),
      },
      request: facts.cutOff,
      mayNot: facts.mayNotCutOff,
      mayNotHere: facts.mayNotCutOffHere,
    }),
    alarms: facts.alarms.map(alarmView),
    ...(shift ? { shift } : {}),
    clusters: [freshness],
  };
}

/** The group's account, and those of machines that have one of their own. */
function accountsOf(
  input: VmOnboardingInput,
  handouts: readonly Handout[],
): string[] {
  const named = handouts.flatMap(({ machineName }) => machineName ?? []);
  return [
    ...new Set([
      machineServiceAccountOf({ ...input, identity: 'group' }, ''),
      ...named.map(name => machineServiceAccountOf(input, name)),
    ]),
  ].sort();
}

/** What of the inventory tells why a machine is silent. */
function lookOf(
  { cluster, primary }: ProgressClusters,
  { namespace, name, autoRegister }: VmOnboardingInput,
) {
  const group = cluster.store('WorkloadGroup').get(namespace, name);
  const istiods = primary.controlPlanes.pods();
  const { told, conflict } = cluster.istioId;
  const aliases = [...clusterAliasesOf(istiods)]
    .filter(([, id]) => id === told)
    .map(([alias]) => alias);
  const groupNow = group && {
    serviceAccount: group.spec?.template?.serviceAccount ?? '',
  };
  return {
    groupNow: isUnreadable(cluster, 'WorkloadGroup')
      ? ('unknown' as const)
      : groupNow,
    hasAccount: (account: string) =>
      isUnreadable(cluster, 'ServiceAccount')
        ? undefined
        : cluster.store('ServiceAccount').get(namespace, account) !== undefined,
    clusterIds: told === undefined ? [] : [told, ...aliases],
    ...(conflict ? { clusterIdConflict: conflict } : {}),
    autoRegisters: registersMachines(istiods),
    wantsAutoRegistration: autoRegister !== false,
  };
}

function proxyVersionOf(
  { namespace, connectedSince }: VirtualMachine,
  { cluster, primary }: ProgressClusters,
): string | undefined {
  return connectedSince
    ? primary.proxyVersions.proxies.ofMachine(
        cluster.istioId.id,
        namespace,
        connectedSince,
      )?.version
    : undefined;
}
