import { KubernetesStatusError } from '../clusters';

/** Why an istiod did not tell its proxies, as a sentence that says the mend. */
export function whyNotRead(
  error: Error,
  { namespace, name }: { namespace: string; name: string },
): string {
  if (error instanceof SyntaxError) {
    return `What istiod ${name} answers about its proxies is not understood.`;
  }
  if (!(error instanceof KubernetesStatusError)) {
    return `istiod ${name} did not tell its proxies: ${error.message}.`;
  }
  if (error.reason === 'Istiod') {
    return error.code === 404
      ? `istiod ${name} does not tell its proxies; set ENABLE_DEBUG_ON_HTTP=true on it.`
      : `istiod ${name} refuses to tell its proxies (${error.code}).`;
  }
  return error.code === 403
    ? `Meshport may not forward a port to istiod; grant it get and create on pods/portforward in namespace ${namespace} (docs/rbac/control-plane.yaml).`
    : `The cluster forwards no port to istiod ${name}: ${error.message} (${error.code}).`;
}
