import type { VmBundleInput } from '@meshport/istio';
import { Choices } from './Choices';
import { MESHES } from './meshes';
import { probe, proxyConfig } from './proxyConfig';
import { LABEL_KEYS, TEXTS } from './texts';

/** One generated call of istioctl and the same for our function. */
export interface GeneratedCase {
  /** A WorkloadGroup as YAML. */
  group: string;
  flags: string[];
  input: Pick<VmBundleInput, 'clusterID'> & Partial<VmBundleInput>;
  /** Index in {@link MESHES}. */
  mesh: number;
}

/** JSON is YAML once what YAML does not take raw is escaped. */
function asYaml(value: unknown): string {
  return JSON.stringify(value).replace(
    // eslint-disable-next-line no-control-regex
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    one => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function flagsOf(c: Choices): Pick<GeneratedCase, 'flags' | 'input'> {
  const clusterID = c.one(['Kubernetes', '', 'y', 'east 1', "it's"]);
  const ingressIP = c.one(['10.1.2.3', 'fd00::2', '::ffff:1.2.3.4']);
  const flags = ['--clusterID', clusterID, '--ingressIP', ingressIP];
  const input: GeneratedCase['input'] = { clusterID, ingressIP };
  const address = c.one(['internalIP', 'externalIP', undefined] as const);
  if (address) {
    input[address] = c.one(['10.0.0.1', 'fd00:10:96::1']);
    flags.push(`--${address}`, input[address]!);
  }
  if (c.chance(0.4)) {
    input.captureDNS = false;
    flags.push('--capture-dns=false');
  }
  if (c.chance(0.5)) {
    input.autoRegister = true;
    flags.push('--autoregister');
  }
  return { flags, input };
}

/** Makes the case that belongs to a seed. */
export function generateCase(seed: number, namespace: string): GeneratedCase {
  const c = new Choices(seed);
  const annotations = () =>
    c.chance(0.6) ? { 'proxy.istio.io/config': asYaml(proxyConfig(c)) } : {};
  const group = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'WorkloadGroup',
    metadata: {
      name: c.one(['foo', 'y', '10', 'a-b', 'null', '1e3', 'a.b']),
      namespace,
      annotations: annotations(),
    },
    spec: c.some(
      {
        metadata: {
          labels: c.texts(LABEL_KEYS, 5),
          annotations: annotations(),
        },
        template: {
          ...c.some(
            {
              ports: Object.fromEntries(
                Array.from({ length: c.whole(5) }, () => [
                  c.one(['http', 'tcp-1', 'tcp-2', 'ä', '<b>', 'Z']),
                  1 + c.whole(65534),
                ]),
              ),
              labels: c.texts(LABEL_KEYS, 3),
              network: c.one(TEXTS),
              serviceAccount: c.one(['vm-account', 'default', '']),
              weight: 3,
              locality: 'a/b',
            },
            0.7,
          ),
        },
        probe: probe(c),
      },
      0.85,
    ),
  };
  return {
    group: asYaml(group),
    ...flagsOf(c),
    mesh: c.whole(MESHES.length - 1),
  };
}
