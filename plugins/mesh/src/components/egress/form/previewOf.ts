import {
  EgressPreview,
  EgressPreviewRequest,
  MeshEgressApi,
  MeshRequestOptions,
} from '@meshport/backstage-plugin-mesh-common';
import { gatewayOf, withoutAbsent } from './formValues';
import { EgressFormData } from './types';

/** What is missing before anything can be looked at, as the form names it. */
export type Missing = 'cluster' | 'gateway' | 'input';

/**
 * What the form would make, as the backend sees it. With the template that adds
 * a host this is the gateway as it is now, and the host.
 *
 * Throws `ResponseError` when the backend refuses or cannot answer.
 */
export async function previewOf(
  api: MeshEgressApi,
  form: EgressFormData,
  options?: MeshRequestOptions,
): Promise<EgressPreview | { missing: Missing; why?: string }> {
  if ('gateway' in form || 'upstream' in form) {
    if (!form.gateway) {
      return { missing: 'gateway' };
    }
    const request = await withHost(api, form, options);
    return 'missing' in request ? request : api.preview(request, options);
  }
  return form.cluster
    ? api.preview({ cluster: form.cluster, gateway: gatewayOf(form) }, options)
    : { missing: 'cluster' };
}

async function withHost(
  api: MeshEgressApi,
  form: EgressFormData,
  options?: MeshRequestOptions,
): Promise<EgressPreviewRequest | { missing: 'input'; why?: string }> {
  const { items } = await api.getGateway(form.gateway!, options);
  const [found] = items;
  if (!found?.input) {
    return { missing: 'input', why: found?.inputWhy };
  }
  const { host, protocol, port, tls, addresses, upstreams, ...rest } =
    found.input as Record<string, any>;
  const before = upstreams ?? [
    withoutAbsent({ host, protocol, port, tls, addresses }),
  ];
  return {
    cluster: form.gateway!.cluster,
    gateway: { ...rest, upstreams: [...before, form.upstream ?? {}] },
  };
}
