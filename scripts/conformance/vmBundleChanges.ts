import { fromGoYaml } from '@meshport/istio';
import { asYaml, GeneratedBundle, GeneratedGroup } from './generated/vmBundles';
import { toPlainData } from './plainData';

const CONFIG = 'proxy.istio.io/config';

/** Whether the proxy's configuration in an annotation can be added to. */
export function isChangeable({ spec }: GeneratedGroup): boolean {
  const text = spec.metadata?.annotations?.[CONFIG] ?? '{}';
  return text === '{}' || text.startsWith('{"');
}

/** A group by which istioctl writes what we have options for. */
export function withOwn(
  group: GeneratedGroup,
  { workloadEntry, serviceAccount }: GeneratedBundle['own'],
): GeneratedGroup {
  if (!workloadEntry && !serviceAccount) {
    return group;
  }
  const { metadata = {}, template = {} } = group.spec;
  const { [CONFIG]: text = '{}', ...others } = metadata.annotations ?? {};
  const config = JSON.parse(text);
  const proxyMetadata = {
    ...config.proxyMetadata,
    ISTIO_META_WORKLOAD_ENTRY: workloadEntry,
  };
  const annotations = workloadEntry
    ? { ...others, [CONFIG]: asYaml({ ...config, proxyMetadata }) }
    : metadata.annotations;
  return {
    ...group,
    spec: {
      ...group.spec,
      metadata: { ...metadata, ...(annotations ? { annotations } : {}) },
      template: { ...template, ...(serviceAccount ? { serviceAccount } : {}) },
    },
  };
}

/** A mesh configuration with the map whose absence makes istioctl panic. */
export function withProxyMetadata(mesh: string): string {
  const data = toPlainData(fromGoYaml(mesh)) as any;
  return asYaml({
    ...data,
    defaultConfig: { proxyMetadata: {}, ...data.defaultConfig },
  });
}
