import { VirtualMachine } from '@meshport/istio';
import { Handout } from '../progress/Handout';
import { RequestedGroup } from '../progress/GroupStore';
import { SeenMachine } from '../progress/MachineStore';

/** A group whose request is retired, and what is known of its machines. */
export interface RetiredGroup extends RequestedGroup {
  retiredAt: number;
  machines: readonly SeenMachine[];
}

/** A machine as its entry shows it. */
export interface RegisteredMachine extends VirtualMachine {
  /** When its entry was made (RFC 3339). */
  registeredAt?: string;
}

/** A living request of the group of the same name there. */
export interface LivingGroup {
  requestId: string;
  handouts: readonly Handout[];
}

/**
 * When a connected machine came: when it connected, or when its entry was made,
 * if that was later. A machine that stays connected over the deletion of its
 * group is registered again as soon as there is one, and istiod then writes the
 * moment of the first connection (tried on istiod 1.31).
 */
export function cameAt({
  connectedSince = '',
  registeredAt = '',
}: RegisteredMachine): number {
  return Math.max(
    Date.parse(connectedSince) || 0,
    Date.parse(registeredAt) || 0,
  );
}

/**
 * The machines that are connected now although their request is retired: those
 * that came back through the group, which somebody has made again, and those
 * that came back with its identity through another one.
 *
 * Where a later request has the group, a machine is at home there: unless it is
 * one of the retired request that the later one has given nothing.
 *
 * @param machines - all machines of the namespace, as istiod recorded them
 */
export function reRegistrations(
  retired: RetiredGroup,
  machines: readonly RegisteredMachine[],
  living: LivingGroup | undefined,
): RegisteredMachine[] {
  return machines.filter(machine => {
    const { connectedSince, serviceAccount, group } = machine;
    if (!connectedSince || cameAt(machine) <= retired.retiredAt) {
      return false;
    }
    const known = retired.machines.find(
      ({ name, address }) =>
        name === machine.name ||
        (address !== undefined && address === machine.address),
    );
    if (group !== retired.group) {
      return Boolean(known) && serviceAccount === retired.serviceAccount;
    }
    return living ? Boolean(known) && !wasGiven(machine, living) : true;
  });
}

/** A download does not tell for which machine it was. */
function wasGiven(
  { name, address }: VirtualMachine,
  { handouts }: LivingGroup,
): boolean {
  return handouts.some(
    handout =>
      handout.machineName === name ||
      handout.address === address ||
      (handout.address === undefined && handout.machineName === undefined),
  );
}
