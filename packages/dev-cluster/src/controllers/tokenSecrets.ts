import type { Tokens } from '../access/tokens';
import type { KubeObject } from '../objects';
import { asController } from '../registry/options';
import type { Registry } from '../registry/registry';
import type { StoreEvent } from '../store/eventLog';
import { WorkQueue } from './workQueue';

const secrets = '/secrets';
const serviceAccounts = '/serviceaccounts';
const tokenType = 'kubernetes.io/service-account-token';
const accountName = 'kubernetes.io/service-account.name';
const accountUid = 'kubernetes.io/service-account.uid';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/**
 * Fills Secrets of type `kubernetes.io/service-account-token` with a token that
 * does not expire, and deletes those whose ServiceAccount is gone, as the token
 * controller of kube-controller-manager does.
 */
export class TokenSecrets {
  private readonly queue: WorkQueue;
  private readonly unsubscribe: () => void;

  constructor(
    private readonly registry: Registry,
    private readonly tokens: Tokens,
    private readonly caPem: string,
    onError: (error: Error, item: string) => void,
  ) {
    this.queue = new WorkQueue(item => this.reconcile(item), onError);
    this.unsubscribe = registry.store.subscribe(event => this.observe(event));
  }

  stop(): void {
    this.unsubscribe();
    this.queue.stop();
  }

  private observe({ key, type, object }: StoreEvent) {
    const { namespace = '', name = '' } = object.metadata;
    if (key === secrets && type !== 'DELETED' && object.type === tokenType) {
      this.queue.add(`${namespace}/${name}`);
    }
    if (key === serviceAccounts) {
      this.registry.store
        .list(secrets, namespace)
        .filter(
          secret =>
            secret.type === tokenType &&
            secret.metadata.annotations?.[accountName] === name,
        )
        .forEach(({ metadata }) =>
          this.queue.add(`${namespace}/${metadata.name}`),
        );
    }
  }

  private reconcile(item: string): void {
    const [namespace, name] = item.split('/');
    const { store } = this.registry;
    const secret = store.get(secrets, namespace, name);
    if (!secret || secret.type !== tokenType) return;
    const account = store.get(
      serviceAccounts,
      namespace,
      secret.metadata.annotations?.[accountName] ?? '',
    );
    const known = secret.metadata.annotations?.[accountUid];
    if (!account || (known !== undefined && known !== account.metadata.uid)) {
      this.remove(namespace, name);
      return;
    }
    if (!secret.data?.token || !secret.data?.['ca.crt'] || !known) {
      void this.fill(secret, account);
    }
  }

  private remove(namespace: string, name: string): void {
    const type = this.registry.types.ofKey(secrets);
    this.registry.delete({ type, namespace }, name, { dryRun: false });
  }

  private async fill(secret: KubeObject, account: KubeObject): Promise<void> {
    const { name, namespace, uid } = account.metadata;
    const token = await this.tokens.signLegacy(
      { name: name!, namespace: namespace!, uid: uid! },
      secret.metadata.name!,
    );
    const { store, types } = this.registry;
    const now = store.get(secrets, namespace, secret.metadata.name!);
    if (now?.metadata.uid !== secret.metadata.uid || now?.data?.token) return;
    this.registry.update(
      { type: types.ofKey(secrets), namespace },
      now!.metadata.name!,
      {
        ...now!,
        metadata: {
          ...now!.metadata,
          annotations: { ...now!.metadata.annotations, [accountUid]: uid! },
        },
        data: {
          ...now!.data,
          token: base64(token),
          'ca.crt': base64(this.caPem),
          namespace: base64(namespace!),
        },
      },
      asController('kube-controller-manager'),
    );
  }
}
