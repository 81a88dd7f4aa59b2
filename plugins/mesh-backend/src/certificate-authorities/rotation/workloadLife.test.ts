import { ClusterInventory } from '../../inventory';
import { workloadLife } from './workloadLife';

const HOUR = 3_600_000;

const proxyConfig = (namespace: string, life: unknown) => ({
  metadata: { name: 'x', namespace },
  spec: { environmentVariables: { SECRET_TTL: life } },
});

/** A cluster with a mesh configuration and ProxyConfigs. */
function cluster(of: { mesh?: string; configs?: object[] } = {}) {
  const kept: Record<string, any[]> = {
    ConfigMap: of.mesh
      ? [
          {
            metadata: { name: 'istio', namespace: 'istio-system' },
            data: { mesh: of.mesh },
          },
        ]
      : [],
    ProxyConfig: of.configs ?? [],
  };
  return {
    store: (kind: string) => ({
      list: (namespace: string) =>
        kept[kind].filter(({ metadata }) => metadata.namespace === namespace),
    }),
  } as unknown as ClusterInventory;
}

const meshWith = (life: string) =>
  `defaultConfig:\n  proxyMetadata:\n    SECRET_TTL: ${life}\n`;
const annotated = (life: string) => ({
  'proxy.istio.io/config': `proxyMetadata:\n  SECRET_TTL: ${life}\n`,
});

describe('how long the certificate of a workload lives', () => {
  const life = (of: ClusterInventory, annotations?: Record<string, string>) =>
    workloadLife(of, 'istio-system', { namespace: 'shop', annotations });

  it('is Istio’s day where nobody says anything else', () => {
    expect(life(cluster())).toBe(24 * HOUR);
    expect(life(cluster({ mesh: 'trustDomain: x' }))).toBe(24 * HOUR);
  });

  it('is what the mesh configuration says', () => {
    expect(life(cluster({ mesh: meshWith('1h30m') }))).toBe(1.5 * HOUR);
    expect(life(cluster({ mesh: meshWith('90s') }))).toBe(90_000);
  });

  it('is the longest of what may hold, of its namespace and of the mesh', () => {
    const configs = [
      proxyConfig('shop', '36h'),
      proxyConfig('istio-system', '30h'),
      proxyConfig('other', '900h'),
    ];
    expect(life(cluster({ mesh: meshWith('1h'), configs }))).toBe(36 * HOUR);
    expect(life(cluster({ mesh: meshWith('48h'), configs }))).toBe(48 * HOUR);
  });

  it('is what its own annotation says, before all others', () => {
    const mesh = cluster({
      mesh: meshWith('48h'),
      configs: [proxyConfig('shop', '36h')],
    });
    expect(life(mesh, annotated('10m'))).toBe(600_000);
  });

  it.each([
    ['a text that is no YAML', { 'proxy.istio.io/config': '{"a": [' }],
    ['no duration', annotated('soon')],
    ['no time at all', annotated('0s')],
    ['another setting', { 'proxy.istio.io/config': 'concurrency: 2' }],
  ])('is that of the mesh where the annotation holds %s', (_what, own) => {
    expect(life(cluster({ mesh: meshWith('2h') }), own)).toBe(2 * HOUR);
  });

  it('takes no offence at a ProxyConfig that is wrong', () => {
    expect(
      life(
        cluster({
          configs: [proxyConfig('shop', 7), proxyConfig('shop', 'long')],
        }),
      ),
    ).toBe(24 * HOUR);
  });
});
