import { Analyzer } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { selects } from '../snapshot/selectors';
import { readYaml } from '../manifests/readYaml';
import { containersOf } from './inMesh';
import { injectedImage, injectorConfigMapName } from './injectorConfig';

const REVISION = 'istio.io/rev';

/** The type of image that each pod's settings ask for. */
class ImageTypes {
  #root = '';
  readonly #namespaces = new Map<string, string>();
  readonly #workloads = new Map<string, Resource[]>();

  constructor(private readonly view: ClusterView) {
    for (const config of view.all('ProxyConfig')) {
      const type = config.spec.image?.imageType ?? '';
      if (config.namespace === view.mesh.rootNamespace) {
        this.#root = type;
      } else if (!config.spec.selector) {
        this.#namespaces.set(config.namespace, type);
      } else {
        const known = this.#workloads.get(config.namespace) ?? [];
        this.#workloads.set(config.namespace, [...known, config]);
      }
    }
  }

  of(pod: Resource): string {
    const configs = this.#workloads.get(pod.namespace) ?? [];
    const own = configs.filter(one =>
      selects(one.spec.selector.matchLabels, pod.labels),
    );
    const annotation = pod.annotations['proxy.istio.io/config'] ?? '';
    const { value } = readYaml(annotation);
    const asked = [
      (value as any)?.image?.imageType,
      ...own.map(one => one.spec.image?.imageType).reverse(),
      this.#namespaces.get(pod.namespace),
      this.#root,
      this.view.mesh.imageType,
    ].find(Boolean);
    return asked === undefined || asked === 'default' ? '' : String(asked);
  }
}

/** Pods whose proxy is another one than they would get now. */
export const injectionImagesAnalyzer: Analyzer = {
  name: 'injection.ImageAnalyzer',
  description:
    'Looks for proxies with another image than the injector gives now.',
  codes: ['IST0158'],
  reads: ['Namespace', 'Pod', 'ConfigMap', 'MeshConfig'],
  readsIfThere: ['ProxyConfig'],
  analyze(view, report) {
    const images = new Map(
      view
        .all('ConfigMap')
        .filter(one => one.name.startsWith('istio-sidecar-injector'))
        .map(one => [one.name, injectedImage(one)]),
    );
    const types = new ImageTypes(view);
    const pods = view.byNamespace('Pod');
    for (const namespace of view.all('Namespace')) {
      const { labels, name } = namespace;
      const isInjected =
        labels['istio-injection'] === 'enabled' ||
        labels[REVISION] !== undefined;
      const image = images.get(injectorConfigMapName(labels[REVISION]));
      if (!isInjected || image === undefined) {
        continue;
      }
      const wrong = (pods.get(name) ?? []).flatMap(pod => {
        const kept = pod.annotations['sidecar.istio.io/proxyImage'];
        const typed = kept ? '' : `${image}-${types.of(pod)}`;
        return containersOf(pod.spec)
          .filter(one => !kept && one.name === 'istio-proxy')
          .filter(one => one.image !== image && one.image !== typed)
          .map(() => pod.name);
      });
      if (wrong.length > 0) {
        report('IST0158', namespace, { args: [wrong.sort()] });
      }
    }
  },
};
