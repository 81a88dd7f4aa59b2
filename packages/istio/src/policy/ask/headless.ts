import type { KubernetesObject } from '../../resources';
import { endpointsOf } from './endpoints';
import { refusedAtPort, together } from './legs';
import { isHeadless, listensOn } from './servicePorts';
import type { CallAnswer, Caller, CallObjects } from './types';

/**
 * The answer to a workload with a proxy that calls a Service with addresses of
 * its own: one that reaches itself goes past its proxy, for what stays on loopback
 * is not captured (istio-iptables, ISTIO_OUTPUT).
 *
 * @param ask - asks about a call that goes through the proxy
 */
export async function askPastItself(
  objects: CallObjects,
  client: Caller,
  { service, port }: { service: KubernetesObject; port: number },
  ask: () => Promise<CallAnswer>,
): Promise<CallAnswer> {
  const servicePort = service.spec?.ports.find((one: any) => one.port === port);
  const endpoints = isHeadless(service)
    ? endpointsOf(objects, service, servicePort)
    : [];
  const own = endpoints.find(
    ({ address }) => address !== undefined && address === client.address,
  );
  if (!own) {
    return ask();
  }
  const direct: CallAnswer = listensOn(own, port)
    ? {
        allowed: true,
        mtls: false,
        decidedBy: [],
        why: 'The caller reaches itself, which goes past its proxy.',
      }
    : refusedAtPort(service, port);
  return endpoints.length === 1 ? direct : together([direct, await ask()]);
}
