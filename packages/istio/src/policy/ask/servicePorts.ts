import { isHttp, protocolOfPort } from '../../analysis/istio/protocols';
import type { KubernetesObject } from '../../resources';
import type { CallEndpoint } from './endpoints';

/** Whether a Service's port is HTTP by its name; `guessed` where it does not say. */
export function isHttpPort(port: any): boolean | 'guessed' {
  const protocol = protocolOfPort(port);
  return protocol === undefined ? 'guessed' : isHttp(protocol);
}

/** Whether a Service stands for the addresses of its workloads, with none of its own. */
export function isHeadless({ spec }: KubernetesObject): boolean {
  return spec?.clusterIP === 'None';
}

/**
 * Whether something listens where a caller of a headless Service connects: on
 * the Service's own port, for nothing translates it on the way.
 */
export function listensOn({ object, port }: CallEndpoint, asked: number) {
  const containers: any[] = object.spec?.containers ?? [];
  return (
    port === asked ||
    containers
      .flatMap(({ ports = [] }) => ports)
      .some(({ containerPort }) => containerPort === asked)
  );
}
