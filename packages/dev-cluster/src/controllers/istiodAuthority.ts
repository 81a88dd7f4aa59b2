import { X509Certificate } from 'crypto';
import type { KubeObject } from '../objects';
import { asController } from '../registry/options';
import type { Registry } from '../registry/registry';
import type { StoreEvent } from '../store/eventLog';
import { istiodVersion } from './istiod';
import { isReady } from './pods';
import { WorkQueue } from './workQueue';

const pods = '/pods';
const secrets = '/secrets';
const configMaps = '/configmaps';
const namespaces = '/namespaces';
const rootMap = 'istio-ca-root-cert';
/** istiod waits as long for further changes of its files (pilot/pkg/bootstrap/istio_ca.go). */
const reloadDelayMs = 100;
const pem = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** What one istiod signs by. */
export interface SigningAuthority {
  from: 'cacerts' | 'istio-ca-secret';
  /** PEM, the signing certificate first. */
  chain: string;
  /** PEM. */
  key: string;
  /** PEM. */
  roots: string;
}

/**
 * What simulated istiods sign by, as Istio's own do it: at its start one takes
 * Secret `cacerts`, else `istio-ca-secret`; later it follows `cacerts`, if it
 * had it, as long as the roots stay the same (or, with ISTIO_MULTIROOT_MESH,
 * gain or lose some). The roots of the one that took some last are written as
 * ConfigMap `istio-ca-root-cert` into every namespace. Where neither Secret is
 * there, a simulated istiod makes none itself and leaves the ConfigMaps alone.
 */
export class IstiodAuthorities {
  private readonly queue: WorkQueue;
  private readonly unsubscribe: () => void;
  private readonly taken = new Map<string, SigningAuthority>();
  private roots: string | undefined;

  constructor(
    private readonly registry: Registry,
    onError: (error: Error, item: string) => void,
  ) {
    this.queue = new WorkQueue(item => this.reconcile(item), onError);
    this.unsubscribe = registry.store.subscribe(event => this.observe(event));
  }

  stop(): void {
    this.unsubscribe();
    this.queue.stop();
  }

  /** What an istiod signs by; undefined where it has nothing. */
  of(istiod: KubeObject): SigningAuthority | undefined {
    return this.taken.get(istiod.metadata.uid ?? '');
  }

  private observe({ key, type, object }: StoreEvent) {
    const { name = '', namespace = '', uid = '' } = object.metadata;
    if (key === pods && istiodVersion(object)) {
      if (type === 'DELETED') this.taken.delete(uid);
      else if (isReady(object) && !this.taken.has(uid)) {
        this.queue.add(`start ${namespace} ${name}`);
      }
    } else if (key === secrets && name === 'cacerts') {
      this.queue.add(`reload ${namespace}`, reloadDelayMs);
    } else if (key === namespaces && type === 'ADDED') {
      this.queue.add(`roots ${name}`);
    }
  }

  private reconcile(item: string) {
    const [work, namespace, name] = item.split(' ');
    if (work === 'start') this.start(namespace, name);
    else if (work === 'reload') this.reload(namespace);
    else this.writeRoots(namespace);
  }

  private start(namespace: string, name: string) {
    const istiod = this.registry.store.get(pods, namespace, name);
    if (!istiod || this.taken.has(istiod.metadata.uid!)) return;
    const authority = this.pluggedIn(namespace) ?? this.selfSigned(namespace);
    if (authority) this.take(istiod, authority);
  }

  private reload(namespace: string) {
    const next = this.pluggedIn(namespace);
    if (!next) return;
    for (const istiod of this.registry.store.list(pods, namespace)) {
      const now = this.of(istiod);
      if (now?.from === 'cacerts' && mayFollow(istiod, now, next)) {
        this.take(istiod, next);
      }
    }
  }

  private take(istiod: KubeObject, authority: SigningAuthority) {
    this.taken.set(istiod.metadata.uid!, authority);
    this.roots = authority.roots;
    for (const { metadata } of this.registry.store.list(namespaces)) {
      this.writeRoots(metadata.name!);
    }
  }

  private pluggedIn(namespace: string): SigningAuthority | undefined {
    const file = this.filesOf(namespace, 'cacerts');
    const certificate = file('ca-cert.pem');
    const key = file('ca-key.pem');
    const chain = file('cert-chain.pem');
    const roots = file('root-cert.pem');
    return certificate && key && chain && roots
      ? { from: 'cacerts', chain, key, roots }
      : undefined;
  }

  private selfSigned(namespace: string): SigningAuthority | undefined {
    const file = this.filesOf(namespace, 'istio-ca-secret');
    const chain = file('ca-cert.pem');
    const key = file('ca-key.pem');
    return chain && key
      ? { from: 'istio-ca-secret', chain, key, roots: chain }
      : undefined;
  }

  private filesOf(namespace: string, name: string) {
    const data = this.registry.store.get(secrets, namespace, name)?.data ?? {};
    return (file: string): string =>
      Buffer.from(data[file] ?? '', 'base64').toString();
  }

  private writeRoots(namespace: string) {
    const { store, types } = this.registry;
    if (!this.roots || !store.get(namespaces, undefined, namespace)) return;
    const data = { 'root-cert.pem': this.roots };
    const place = { type: types.ofKey(configMaps), namespace };
    const known = store.get(configMaps, namespace, rootMap);
    const options = asController('pilot-discovery');
    if (!known) {
      const metadata = {
        name: rootMap,
        namespace,
        labels: { 'istio.io/config': 'true' },
      };
      this.registry.insert(
        place,
        { apiVersion: 'v1', kind: 'ConfigMap', metadata, data },
        options,
      );
    } else if (known.data?.['root-cert.pem'] !== this.roots) {
      this.registry.update(place, rootMap, { ...known, data }, options);
    }
  }
}

/** Whether an istiod takes other files while it runs (security/pkg/pki/util/keycertbundle.go). */
function mayFollow(
  istiod: KubeObject,
  now: SigningAuthority,
  next: SigningAuthority,
): boolean {
  const [before, after] = [printsOf(now.roots), printsOf(next.roots)];
  const holds = (one: Set<string>, other: Set<string>) =>
    [...other].every(print => one.has(print));
  const isSame = holds(before, after) && holds(after, before);
  return (
    isSame ||
    (hasMultiRoot(istiod) && (holds(before, after) || holds(after, before)))
  );
}

function printsOf(roots: string): Set<string> {
  return new Set(
    (roots.match(pem) ?? []).map(
      one => new X509Certificate(one).fingerprint256,
    ),
  );
}

function hasMultiRoot({ spec }: KubeObject): boolean {
  return Boolean(
    spec?.containers
      ?.flatMap((container: any) => container.env ?? [])
      .some(
        ({ name, value }: any) =>
          name === 'ISTIO_MULTIROOT_MESH' && value === 'true',
      ),
  );
}
