import type { KubernetesObject } from '../resources';
import { DATAPLANE_MODE } from './ambient';
import { NEVER_INJECTED } from './injection';
import {
  Injector,
  injectorsFor,
  REVISION_LABEL,
  WebhookConfiguration,
} from './webhooks';

/**
 * Which control plane a namespace follows, for a pod that says nothing itself:
 *
 * - `sidecar`: its pods get the proxy of `revision`;
 * - `ambient`: the node's proxy takes its pods over;
 * - `off`: injection is switched off;
 * - `missing`: it names a revision or tag, `wanted`, that does not exist;
 * - `none`: it asks for nothing.
 *
 * @public
 */
export interface NamespaceFollowing {
  namespace: string;
  mode: 'sidecar' | 'ambient' | 'off' | 'missing' | 'none';
  /** The label that decides, e.g. `istio.io/rev=prod`. */
  label?: string;
  revision?: string;
  /** The tag through which it follows the revision. */
  tag?: string;
  /** The revision or tag that does not exist. */
  wanted?: string;
  /** Further revisions whose injectors are called before; there should be none. */
  contested?: string[];
}

const INJECTION = 'istio-injection';

/**
 * What a namespace follows, by its labels and by the selectors of the webhooks
 * as the API server judges them.
 *
 * @public
 */
export function followingOf(
  namespace: KubernetesObject,
  webhooks: readonly WebhookConfiguration[],
): NamespaceFollowing {
  const { name, labels = {} } = namespace.metadata;
  const base = { namespace: name };
  const injection = labels[INJECTION];
  const asked = labels[REVISION_LABEL];
  const injectors = NEVER_INJECTED.includes(name)
    ? []
    : injectorsFor(namespace, {}, webhooks);
  const last = injectors.at(-1);
  if (last) {
    return { ...base, mode: 'sidecar', ...sidecarOf(labels, last, injectors) };
  }
  if (injection !== undefined && injection !== 'enabled') {
    return { ...base, mode: 'off', label: `${INJECTION}=${injection}` };
  }
  if (labels[DATAPLANE_MODE] === 'ambient') {
    return {
      ...base,
      mode: 'ambient',
      label: `${DATAPLANE_MODE}=ambient`,
      // Its waypoints are to follow that revision.
      ...(asked === undefined || NEVER_INJECTED.includes(name)
        ? {}
        : { wanted: asked }),
    };
  }
  if (NEVER_INJECTED.includes(name)) {
    return { ...base, mode: 'none' };
  }
  if (injection === 'enabled') {
    return {
      ...base,
      mode: 'missing',
      label: `${INJECTION}=enabled`,
      wanted: 'default',
    };
  }
  return asked === undefined
    ? { ...base, mode: 'none' }
    : {
        ...base,
        mode: 'missing',
        label: `${REVISION_LABEL}=${asked}`,
        wanted: asked,
      };
}

function sidecarOf(
  labels: Readonly<Record<string, string>>,
  { revision, tag }: Injector,
  injectors: Injector[],
): Omit<NamespaceFollowing, 'namespace' | 'mode'> {
  const others = new Set(injectors.map(one => one.revision));
  others.delete(revision);
  const asked = labels[REVISION_LABEL];
  let label: string | undefined;
  if (INJECTION in labels) {
    label = `${INJECTION}=${labels[INJECTION]}`;
  } else if (asked !== undefined) {
    label = `${REVISION_LABEL}=${asked}`;
  }
  return {
    revision,
    ...(label ? { label } : {}),
    ...(tag ? { tag } : {}),
    ...(others.size > 0 ? { contested: [...others].sort() } : {}),
  };
}
