import { referenceTo } from '../../resources';
import { callerOf } from './callers';
import { isCapturedPort } from './endpoints';
import { askGateway } from './gatewayCall';
import { find, notKnown, reachAll } from './legs';
import { askPastItself } from './headless';
import { askSidecar } from './sidecarCall';
import type {
  CallAnswer,
  CallObjects,
  CallQuestion,
  ServerRequest,
} from './types';

function requestOf(
  { to, port, method = 'GET', path = '/', headers = {} }: CallQuestion,
  { clusterDomain = 'cluster.local' }: CallObjects,
): ServerRequest {
  const { host, ...others } = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      String(value),
    ]),
  );
  const full = `${to.name}.${to.namespace}.svc.${clusterDomain}`;
  return {
    method: method.toUpperCase(),
    path,
    // As a client writes it: the port is left out where it is HTTP's own.
    authority: host ?? (port === 80 ? full : `${full}:${port}`),
    headers: others,
  };
}

/**
 * Whether a pod or virtual machine may call a method and path of a Service, by
 * what Istio's proxies on both sides do: Sidecar scope, routes and TLS of the
 * caller's, PeerAuthentication, RequestAuthentication and AuthorizationPolicy of
 * the one called. Through a gateway those outside call: it is asked whether the
 * gateway lets a call in that its routes send to the Service.
 *
 * Not looked at: Telemetry, EnvoyFilter, WasmPlugin, NetworkPolicy, rate limits and
 * what the application says. Where the caller names no host, the Service's full
 * name is taken, and through a gateway a host that leads to the Service.
 *
 * @public
 */
export async function askCall(
  objects: CallObjects,
  question: CallQuestion,
): Promise<CallAnswer> {
  const { from, to, port } = question;
  const [unread] = objects.unreadable ?? [];
  if (unread) {
    return notKnown(`Not known, because ${unread} cannot be read.`);
  }
  const client = callerOf(objects, from);
  const service = find(objects.services, to);
  if (!client || !service) {
    const [what, one] = client
      ? ['Service', to]
      : ['pod or WorkloadEntry', from];
    return notKnown(
      `Not known, because there is no ${what} ${one.namespace}/${one.name}.`,
    );
  }
  if (client.hasEnded) {
    return {
      allowed: false,
      mtls: false,
      decidedBy: [],
      why: 'The pod has ended.',
    };
  }
  const servicePort = (service.spec?.ports ?? []).find(
    (one: any) => one.port === port,
  );
  if (!servicePort) {
    return {
      allowed: false,
      mtls: false,
      decidedBy: [referenceTo(service)],
      why: `The Service has no port ${port}.`,
    };
  }
  const call = { service, port, request: requestOf(question, objects) };
  switch (client.kind) {
    case 'ambient':
      return notKnown('Not known, because the caller is in the ambient mesh.');
    case 'gateway':
      return askGateway(objects, client, {
        ...call,
        namesHost: Object.keys(question.headers ?? {}).some(
          name => name.toLowerCase() === 'host',
        ),
      });
    case 'none':
      return reachAll(objects, client, [call]);
    default:
      return isCapturedPort(client, 'Outbound', port)
        ? askPastItself(objects, client, call, () =>
            askSidecar(objects, client, call),
          )
        : reachAll(objects, client, [call]);
  }
}
