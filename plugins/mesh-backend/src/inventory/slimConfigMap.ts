import { parse } from 'yaml';
import { KubernetesObject } from '../clusters';

/**
 * Of the ConfigMaps beside istiod only two are of use: the mesh configuration
 * (`istio`, `istio-REVISION`), and what the injector does with the pods that it
 * is asked for (`istio-sidecar-injector`, `istio-sidecar-injector-REVISION`),
 * without its templates. The answer is their data; undefined for any other.
 */
export function slimConfigMap({
  metadata,
  data,
}: KubernetesObject): Record<string, unknown> | undefined {
  if (data?.mesh !== undefined) {
    return { mesh: data.mesh };
  }
  if (
    typeof data?.config === 'string' &&
    /^istio-sidecar-injector(-|$)/.test(metadata.name)
  ) {
    return { injector: readInjector(data.config) };
  }
  return undefined;
}

function readInjector(text: string): Record<string, unknown> | undefined {
  try {
    const { policy, neverInjectSelector, alwaysInjectSelector } =
      (parse(text) as Record<string, unknown> | null) ?? {};
    return {
      policy: typeof policy === 'string' ? policy : undefined,
      neverInjectSelector: listOf(neverInjectSelector),
      alwaysInjectSelector: listOf(alwaysInjectSelector),
    };
  } catch {
    // istiod keeps to what it had before; that is not known here.
    return undefined;
  }
}

function listOf(value: unknown): unknown[] | undefined {
  return Array.isArray(value)
    ? value.filter(one => one !== null && typeof one === 'object')
    : undefined;
}
