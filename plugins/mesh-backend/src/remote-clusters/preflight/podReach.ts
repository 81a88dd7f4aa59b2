import {
  RemotePreflightCheck,
  RemotePreflightFinding,
} from '@meshport/backstage-plugin-mesh-common';
import { PreflightCluster } from '@meshport/istio';
import { TestRun } from '../../egress/runTestJob';
import { worstOf } from './worstOf';

/** Port at which an east-west gateway takes calls of other networks. */
export const GATEWAY_PORT = 15443;

/**
 * How curl ends when somebody answered, if only in another language: an east-west
 * gateway ends a handshake that names no service.
 */
const ANSWERED = [0, 1, 35, 52, 56, 60];

/** What a pod of one cluster calls in another. */
export type ProbeTarget = { url: string; what: string } | { why: string };

/**
 * What is to be reached: on one network the pods themselves, else the gateway
 * of the other's network.
 */
export function probeTarget(
  from: PreflightCluster,
  to: PreflightCluster,
  listener: { address: string; port: number } | { why: string },
): ProbeTarget {
  if (from.network === undefined || to.network === undefined) {
    return {
      why: 'the networks of the clusters are not known, so that it is open who is to call whom',
    };
  }
  if (from.network === to.network) {
    return 'why' in listener
      ? listener
      : {
          url: `http://${written(listener.address)}:${listener.port}/`,
          what: `a pod of ${to.name}`,
        };
  }
  const gateway = to.eastWestGateways?.find(
    ({ network, addresses }) => network === to.network && addresses.length > 0,
  );
  return gateway
    ? {
        url: `https://${written(gateway.addresses[0])}:${GATEWAY_PORT}/`,
        what: `the east-west gateway of ${to.name}`,
      }
    : {
        why: `${to.name} has no east-west gateway with an address, and the networks differ`,
      };
}

function written(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

/** What one call found; nothing when it was answered. */
export function callFinding(
  from: string,
  to: string,
  target: ProbeTarget,
  run: TestRun | undefined,
): RemotePreflightFinding[] {
  const clusters = [from, to];
  if ('why' in target) {
    return [
      {
        severity: 'unknown',
        code: 'pod-reach-unknown',
        clusters,
        message: `Whether pods of ${from} reach ${to} was not tried: ${target.why}.`,
        mend: 'Mend that, and run the preflight again.',
      },
    ];
  }
  if (!run?.result) {
    return [
      {
        severity: 'unknown',
        code: 'pod-reach-unknown',
        clusters,
        message: `Whether pods of ${from} reach ${target.what} is not known: ${
          run?.problem ?? 'the probe did not run'
        }.`,
        mend: 'See that Jobs run in the namespace of the probe, then run it again.',
      },
    ];
  }
  if (ANSWERED.includes(run.result.exit)) {
    return [];
  }
  return [
    {
      severity: 'error',
      code: 'pod-unreachable',
      clusters,
      message: `A pod of ${from} does not reach ${target.what}: ${
        run.result.error ?? `curl ended with ${run.result.exit}`
      }.`,
      mend: 'Open the way: routes between the networks, firewalls, NetworkPolicies. Where pods cannot reach each other at all, give the clusters different networks and east-west gateways.',
    },
  ];
}

/** The cell of a pair. */
export function podReachCheck(
  findings: RemotePreflightFinding[],
): RemotePreflightCheck {
  return { name: 'pod-reach', verdict: worstOf(findings), findings };
}
