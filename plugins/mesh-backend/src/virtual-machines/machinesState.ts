import { RequestObservation } from '@meshport/backstage-plugin-mesh-node';
import { VirtualMachine, VmOnboardingInput } from '@meshport/istio';

/** How far a group's machines are, in words. */
export function machinesState(
  machines: VirtualMachine[],
  { probe }: VmOnboardingInput,
): RequestObservation {
  const joined = machines.filter(one => one.connectedSince);
  const good = joined.filter(one => !probe || one.health === 'healthy');
  if (good.length) {
    const [{ title }] = good;
    const others = good.length > 1 ? ` and ${good.length - 1} more` : '';
    return {
      state: 'ready',
      message: probe
        ? `${title}${others} joined and healthy.`
        : `${title}${others} joined; the group has no health check.`,
    };
  }
  if (joined.length) {
    const [{ title, message }] = joined;
    return {
      state: 'waiting',
      message: `${title} has joined and is not healthy yet. ${
        message ?? ''
      }`.trim(),
    };
  }
  const left = machines.find(one => one.disconnectedSince);
  if (left) {
    return {
      state: 'waiting',
      message: `${left.title} was there and has left. ${
        left.message ?? ''
      }`.trim(),
    };
  }
  return {
    state: 'waiting',
    message:
      'The cluster is prepared and waits for the first machine: make a code for it, or download its bundle.',
  };
}
