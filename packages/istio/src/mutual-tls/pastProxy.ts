import { isCapturedPort } from '../policy/ask/endpoints';
import { isInBlock } from '../resources';
import type { StrictTarget } from './strictTargets';
import type { WorkloadGroup } from './workloads';

function blocks(group: WorkloadGroup, name: string): string[] | undefined {
  return group.example.metadata.annotations?.[
    `traffic.sidecar.istio.io/${name}`
  ]
    ?.split(',')
    .map(one => one.trim())
    .filter(Boolean);
}

function holds(list: readonly string[], address: string): boolean {
  return list.some(one => one === '*' || isInBlock(address, one));
}

/** Whether the caller's own annotations send its calls past its proxy. */
export function isPastProxy(
  caller: WorkloadGroup,
  { service, port }: StrictTarget,
): boolean {
  if (caller.kind !== 'sidecar') {
    return false;
  }
  if (!isCapturedPort(caller.example, 'Outbound', port)) {
    return true;
  }
  const address = service.spec?.clusterIP;
  if (!address || address === 'None') {
    return false;
  }
  const included = blocks(caller, 'includeOutboundIPRanges');
  return (
    holds(blocks(caller, 'excludeOutboundIPRanges') ?? [], address) ||
    (included !== undefined && !holds(included, address))
  );
}
