import { Resource } from '../snapshot/Resource';

/** The ConfigMap of a revision's injector. */
export function injectorConfigMapName(revision: string | undefined): string {
  const name = 'istio-sidecar-injector';
  return !revision || revision === 'default' ? name : `${name}-${revision}`;
}

/** The values that the injector was installed with; undefined if unreadable. */
export function injectorValues({ spec }: Resource): any {
  try {
    const values = JSON.parse(spec.data?.values ?? '');
    return typeof values === 'object' && values !== null ? values : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}

/** The image of proxies that an injector gives; empty when it says none. */
export function injectedImage(configMap: Resource): string {
  const values = injectorValues(configMap);
  if (values === undefined) {
    return '';
  }
  const { hub = '', tag = '', proxy } = values.global ?? {};
  const image = String(proxy?.image ?? '');
  return image.includes('/') ? image : `${hub}/${image}:${tag}`;
}
