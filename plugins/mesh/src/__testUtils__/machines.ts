import {
  EnrolmentCode,
  EnrolmentCodes,
  MachineChoices,
  MachineProgress,
  MachineStepName,
} from '@meshport/backstage-plugin-mesh-common';
import { fresh, minutesAgo } from './answers';

/** What a form offers for namespace bookinfo of cluster east. */
export function machineChoices(
  partial: Partial<MachineChoices> = {},
): MachineChoices {
  return {
    cluster: 'east',
    services: [
      {
        namespace: 'bookinfo',
        name: 'ratings',
        selector: { app: 'ratings', tier: 'back' },
        ports: [
          { name: 'http', number: 9080, protocol: 'HTTP' },
          { name: 'cache', number: 6379, targetPort: 6380, protocol: 'Redis' },
        ],
        pods: 2,
        machines: 3,
      },
    ],
    networks: [
      {
        name: 'east-net',
        isOfPods: true,
        text: 'The pods of the cluster are on it, 1 gateway.',
      },
      { name: 'vm-net', isOfPods: false, text: '3 machines, no gateway.' },
    ],
    istiodAddresses: [
      {
        address: '192.0.2.10',
        text: 'Service istio-eastwestgateway in istio-system',
      },
    ],
    revisions: [
      { name: 'default', text: 'Istio 1.30.5' },
      { name: '1-29', text: 'Istio 1.29.6' },
    ],
    groups: ['ratings-vm'],
    serviceAccounts: ['bookinfo-ratings'],
    clusters: [fresh('east')],
    ...partial,
  };
}

/** A code that nobody has used. */
export function enrolmentCode(
  partial: Partial<EnrolmentCode> = {},
): EnrolmentCode {
  return {
    id: 'c1',
    form: 'line',
    state: 'open',
    madeBy: 'user:default/dana',
    madeAt: minutesAgo(1),
    expiresAt: minutesAgo(-14),
    uses: 1,
    usesLeft: 1,
    redemptions: [],
    ...partial,
  };
}

/** The codes of a request, of which the reader may make more. */
export function enrolmentCodes(
  partial: Partial<EnrolmentCodes> = {},
): EnrolmentCodes {
  return {
    items: [],
    may: { download: true, enrol: true, revoke: true },
    why: {},
    missing: [],
    reEnrolment: false,
    machineNeeded: false,
    minutes: { default: 15, most: 60 },
    version: '1.30.5',
    packages: [{ format: 'deb', arch: 'amd64' }],
    ...partial,
  };
}

const STEPS: MachineStepName[] = [
  'approved',
  'prepared',
  'code',
  'redeemed',
  'registered',
  'connected',
  'healthy',
];

/** A request whose machines are waited for: this step is the next. */
export function machineProgress(
  partial: Partial<MachineProgress> = {},
  now: MachineStepName = 'code',
): MachineProgress {
  const at = STEPS.indexOf(now);
  return {
    steps: STEPS.map((name, index) => ({
      name,
      state: (index < at && 'done') || (index === at && 'now') || 'waiting',
      text: `The words of ${name}.`,
      ...(index < at ? { at: minutesAgo(10 - index) } : {}),
    })),
    machines: [],
    causes: [],
    drift: [],
    uninstallLine: 'curl … | sudo sh -s -- --uninstall --request e7c1',
    retireText: ['Removing it does not take the certificate away.'],
    cutOff: {
      state: 'none',
      text: 'A policy refuses every call of the machines.',
      identity: 'ns/bookinfo/sa/ratings-vm',
      sharedWith: [],
    },
    alarms: [],
    clusters: [fresh('east')],
    ...partial,
  };
}
