import {
  EgressGatewayDetail,
  EgressTest,
} from '@meshport/backstage-plugin-mesh-common';
import { Status } from '../parts/StatusIcon';

/** One way in which a gateway can be tried. */
export interface TestWay {
  kind: EgressTest['kind'];
  host: string;
  port?: number;
  /** Whether the call has a path; a bare TCP connection has none. */
  hasPath: boolean;
}

/** The mark beside the result of a test. */
export const TEST_MARK: Record<EgressTest['state'], Status> = {
  passed: 'ok',
  refused: 'locked',
  failed: 'bad',
  notRun: 'unknown',
};

/** Every way to try a gateway: each host from inside, exposed ones from outside too. */
export function testWays(gateway: EgressGatewayDetail): TestWay[] {
  return gateway.upstreams.flatMap(({ host, port, protocol, exposure }) => {
    const way = { host, port, hasPath: protocol !== 'TCP' };
    return [
      { ...way, kind: 'inside' as const },
      ...(exposure ? [{ ...way, kind: 'outside' as const }] : []),
    ];
  });
}

/** Under whose identity a call may be tried: who is let in, who uses it, and nobody in particular. */
export function identitiesOf(
  gateway: EgressGatewayDetail,
): { namespace: string; serviceAccount: string }[] {
  const named = gateway.admission.callers.flatMap(
    ({ namespace, serviceAccounts }) =>
      (serviceAccounts ?? []).map(serviceAccount => ({
        namespace,
        serviceAccount,
      })),
  );
  const users = gateway.users.flatMap(({ namespace, serviceAccount }) =>
    serviceAccount ? [{ namespace, serviceAccount }] : [],
  );
  const all = [
    ...named,
    ...users,
    { namespace: gateway.namespace, serviceAccount: 'default' },
  ];
  const keyOf = (one: (typeof all)[0]) =>
    `${one.namespace}/${one.serviceAccount}`;
  return [...new Map(all.map(one => [keyOf(one), one])).values()];
}
