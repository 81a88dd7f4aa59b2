import { stringify } from 'yaml';

/** A good body of `POST /egress-gateways`, with some fields of the gateway replaced. */
export function gatewayRequest(
  gateway: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
) {
  return {
    cluster: 'east',
    gateway: {
      name: 'httpbin-out',
      namespace: 'bookinfo',
      host: 'httpbin.org',
      component: 'ratings',
      owner: 'team-ratings',
      ...gateway,
    },
    ...more,
  };
}

/** A VirtualService for a host of the same name. */
export function virtualService(
  name: string,
  namespace: string | undefined,
  spec: object = {},
) {
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name, ...(namespace ? { namespace } : {}) },
    spec: {
      hosts: [name],
      exportTo: ['.'],
      http: [{ route: [{ destination: { host: name } }] }],
      ...spec,
    },
  };
}

/** A body of `POST /manifests/apply`. */
export function manifestsRequest(objects: object[], more = {}) {
  return {
    cluster: 'east',
    manifests: objects.map(object => stringify(object)).join('---\n'),
    ...more,
  };
}
