import type { PlaneFinding } from './planeCertificate';
import { secondsOf } from './fieldRules';
import type { TetratePlaneInput } from './TetratePlaneInput';

/** Where the gateway for machines is, and where a name leads. */
export interface EndpointAddresses {
  host: string;
  /** Addresses of the name; undefined when it has none. */
  resolved?: string[];
  /** Addresses of `vmgateway`; undefined when it has none (yet). */
  gateway?: string[];
  /** As the load balancer says it, for a record: a host name or an address. */
  gatewayName?: string;
  /** Set where machines use a gateway of their own, so that the name leads there. */
  custom?: boolean;
}

/**
 * Whether a name of the endpoint leads to the gateway for machines.
 *
 * @public
 */
export function endpointFindings({
  host,
  resolved,
  gateway,
  gatewayName,
  custom,
}: EndpointAddresses): PlaneFinding[] {
  if (custom) {
    return resolved
      ? []
      : [
          {
            code: 'ENDPOINT_NO_RECORD',
            severity: 'warning',
            message: `${host} has no address.`,
            mend: 'Make a record that leads to the gateway that you named (customGateway).',
          },
        ];
  }
  if (!gateway) {
    return [
      {
        code: 'ENDPOINT_NOT_CHECKED',
        severity: 'info',
        message: `vmgateway has no address yet, so whether ${host} leads to it is not known. It gets one once onboarding is on.`,
      },
    ];
  }
  const isName =
    gatewayName !== undefined &&
    /[a-z]/i.test(gatewayName) &&
    !gatewayName.includes(':');
  const record = isName
    ? `${host}. CNAME ${gatewayName}.`
    : gateway
        .map(one => `${host}. ${one.includes(':') ? 'AAAA' : 'A'} ${one}`)
        .join(', ');
  if (!resolved) {
    return [
      {
        code: 'ENDPOINT_NO_RECORD',
        severity: 'warning',
        message: `${host} has no address, so agents do not find the gateway.`,
        mend: `Make the record ${record}`,
      },
    ];
  }
  const elsewhere = resolved.filter(one => !gateway.includes(one));
  if (elsewhere.length === 0) {
    return [];
  }
  return [
    {
      code: 'ENDPOINT_ELSEWHERE',
      severity: elsewhere.length === resolved.length ? 'error' : 'warning',
      message: `${host} leads to ${elsewhere.join(
        ', ',
      )}, but vmgateway is at ${gateway.join(', ')}.`,
      mend: `Change the record to ${record}, or name the gateway in between (customGateway).`,
    },
  ];
}

/**
 * What is worth knowing of a plane before it is changed, without its cluster.
 *
 * @public
 */
export function planeInputFindings(input: TetratePlaneInput): PlaneFinding[] {
  const lifetime = secondsOf(input.tokenLifetime ?? '1h') ?? 0;
  const delay = secondsOf(input.deregistrationDelay ?? '10s') ?? 0;
  return [
    ...(lifetime > 3600
      ? [
          {
            code: 'TOKEN_LONG',
            severity: 'warning' as const,
            message: `Onboarding tokens are to live ${input.tokenLifetime}: who steals one can act as the machine for so long.`,
            mend: 'Keep to 1h, which is what Tetrate does by default.',
          },
        ]
      : []),
    ...(delay === 0
      ? [
          {
            code: 'DEREGISTRATION_AT_ONCE',
            severity: 'warning' as const,
            message:
              'A machine that reconnects is taken out of the mesh at once, before callers learn that it went.',
            mend: 'Leave the default of 10s.',
          },
        ]
      : []),
    {
      code: 'PLANE_PORTS',
      severity: 'info',
      message:
        'Machines call vmgateway on ports 443 (packages), 15443 (agent and calls into the mesh) and 15012 (istiod): firewalls have to let them.',
    },
  ];
}
