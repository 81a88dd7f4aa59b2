import { KubernetesObject, referenceTo } from '../../resources';
import { fullHost } from '../selection';
import { hostTaken, isKnownService } from './authority';
import { OutboundCall, routeCall } from './clientRoute';
import { reachAll, reachTargets } from './legs';
import { normalizePath } from './paths';
import { isHttpPort } from './servicePorts';
import { sidecarOf, unknownHosts } from './sidecarScope';
import type { CallAnswer, Caller, CallObjects, ServerRequest } from './types';

/** Whether a call comes through that a proxy beside the caller makes. */
export async function askSidecar(
  objects: CallObjects,
  client: Caller,
  {
    service,
    port,
    request,
  }: { service: KubernetesObject; port: number; request: ServerRequest },
): Promise<CallAnswer> {
  const { clusterDomain = 'cluster.local', meshConfig = {} } = objects;
  const { name, namespace = '' } = service.metadata;
  const sidecar = sidecarOf(objects, client);
  const servicePort = service.spec?.ports.find((one: any) => one.port === port);
  const isHttp = isHttpPort(servicePort);
  const place = { client, sidecar, port };
  const asked = fullHost(name, namespace, clusterDomain);
  // A port whose protocol is guessed has a listener of its own for each Service.
  const host =
    isHttp === true
      ? hostTaken(objects, place, { service, authority: request.authority })
      : isKnownService(objects, place, service) && asked;
  if (!host) {
    const { arePassed, decidedBy } = unknownHosts(objects, sidecar);
    return arePassed
      ? reachAll(objects, client, [{ service, port, request }])
      : {
          allowed: false,
          mtls: false,
          decidedBy: decidedBy ? [referenceTo(decidedBy)] : [],
          why: 'The caller’s proxy does not know the host and lets out only what it knows.',
        };
  }
  const call: OutboundCall = {
    ...place,
    host,
    isHttp: Boolean(isHttp),
    request: isHttp
      ? {
          ...request,
          path: normalizePath(
            request.path,
            meshConfig.pathNormalization?.normalization,
          ),
        }
      : request,
  };
  const routed = routeCall(objects, call);
  return 'verdict' in routed
    ? { mtls: false, ...routed.verdict }
    : reachTargets(objects, client, routed);
}
