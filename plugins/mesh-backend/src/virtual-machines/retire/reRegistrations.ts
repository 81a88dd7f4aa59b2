import { VirtualMachine } from '@meshport/istio';
import { Handout } from '../progress/Handout';
import { RequestedGroup } from '../progress/GroupStore';
import { SeenMachine } from '../progress/MachineStore';

/** A group whose request is retired, and what is known of its machines. */
export interface RetiredGroup extends RequestedGroup {
  retiredAt: number;
  machines: readonly SeenMachine[];
}

/** A living request of the group of the same name there. */
export interface LivingGroup {
  requestId: string;
  handouts: readonly Handout[];
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
  machines: readonly VirtualMachine[],
  living: LivingGroup | undefined,
): VirtualMachine[] {
  return machines.filter(machine => {
    const { connectedSince, serviceAccount, group } = machine;
    if (!connectedSince || Date.parse(connectedSince) <= retired.retiredAt) {
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
