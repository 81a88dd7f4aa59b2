import { JoiningMachine } from '@meshport/backstage-plugin-mesh-common';
import { VirtualMachine } from '@meshport/istio';
import { SeenMachine } from './MachineStore';
import { ReEnrolFacts, whyReEnrol } from './reEnrol';

/** Machines without an entry that are still told of: of a scaling group there are many. */
const MOST_GONE = 100;

/** What is known of a group's machines, and of those that are gone. */
export interface MachineFacts extends ReEnrolFacts {
  machines: readonly VirtualMachine[];
  seen: readonly SeenMachine[];
  proxyVersionOf(machine: VirtualMachine): string | undefined;
}

/** The machines of a request: those that have an entry, then those that were there, the last to leave first. */
export function joiningMachines(facts: MachineFacts): JoiningMachine[] {
  const { machines, seen } = facts;
  const memory = new Map(seen.map(one => [one.name, one]));
  const there = machines
    .map(machine => ofEntry(machine, memory.get(machine.name), facts))
    .sort((a, b) => (a.title < b.title ? -1 : 1));
  const names = new Set(machines.map(({ name }) => name));
  const gone = seen
    .filter(({ name }) => !names.has(name))
    .sort((a, b) => (b.leftAt ?? 0) - (a.leftAt ?? 0))
    .slice(0, MOST_GONE)
    .map(one => ofMemory(one, facts));
  return [...there, ...gone];
}

function ofEntry(
  machine: VirtualMachine,
  seen: SeenMachine | undefined,
  facts: MachineFacts,
): JoiningMachine {
  const state = stateOf(machine);
  const proxyVersion = facts.proxyVersionOf(machine);
  const reEnrol =
    state === 'disconnected'
      ? whyReEnrol(
          {
            leftAt: Date.parse(machine.disconnectedSince!),
            root: seen?.root,
          },
          facts,
        )
      : undefined;
  const since = {
    waiting: undefined,
    joined: machine.connectedSince,
    healthy: machine.healthSince,
    unhealthy: machine.healthSince,
    disconnected: machine.disconnectedSince,
  }[state];
  return {
    name: machine.name,
    title: machine.title,
    ...(machine.address ? { address: machine.address } : {}),
    state,
    ...(since ? { since } : {}),
    ...(machine.connectedSince
      ? { connectedSince: machine.connectedSince }
      : {}),
    text: textOf(machine, state),
    ...(machine.version ? { version: machine.version } : {}),
    ...(proxyVersion ? { proxyVersion } : {}),
    ...(reEnrol ? { reEnrol } : {}),
  };
}

function stateOf({
  health,
  connectedSince,
  disconnectedSince,
}: VirtualMachine): JoiningMachine['state'] {
  if (disconnectedSince) {
    return 'disconnected';
  }
  if (!connectedSince) {
    return 'waiting';
  }
  return health === 'healthy' || health === 'unhealthy' ? health : 'joined';
}

function textOf(
  { message }: VirtualMachine,
  state: JoiningMachine['state'],
): string {
  switch (state) {
    case 'healthy':
      return 'Connected, and its health check is passed.';
    case 'waiting':
      return 'It has an entry, and its proxy was never seen by istiod.';
    default:
      return message ?? 'Connected.';
  }
}

function ofMemory(
  { name, address, leftAt, root }: SeenMachine,
  facts: MachineFacts,
): JoiningMachine {
  const reEnrol =
    leftAt === undefined ? undefined : whyReEnrol({ leftAt, root }, facts);
  return {
    name,
    title: name,
    ...(address ? { address } : {}),
    state: 'disconnected',
    ...(leftAt === undefined ? {} : { since: new Date(leftAt).toISOString() }),
    text: 'It was connected and has left; istiod has deleted its entry.',
    ...(reEnrol ? { reEnrol } : {}),
  };
}
