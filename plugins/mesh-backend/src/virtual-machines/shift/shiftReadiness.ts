import { VirtualMachine, VmOnboardingInput } from '@meshport/istio';

/**
 * Why machines take no further calls now, as a sentence; undefined when they
 * may. One that is connected and not healthy is reason enough: Envoy would send
 * it its share until it fails.
 */
export function whyNotReady(
  machines: readonly VirtualMachine[],
  { probe }: VmOnboardingInput,
): string | undefined {
  const connected = machines.filter(one => one.connectedSince);
  if (!connected.length) {
    return 'No machine of the group is connected.';
  }
  const ill = connected.filter(one =>
    probe ? one.health !== 'healthy' : one.health === 'unhealthy',
  );
  if (ill.length) {
    const [{ title, message }] = ill;
    return `${title}${
      ill.length > 1 ? ` and ${ill.length - 1} more` : ''
    } is not healthy. ${message ?? ''}`.trim();
  }
  return undefined;
}
