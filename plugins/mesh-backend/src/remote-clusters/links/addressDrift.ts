import { RemoteAddressDrift } from '@meshport/backstage-plugin-mesh-common';
import { isIP } from 'net';
import { controlPlaneNamespace } from '../../clusters';
import { isUnreadable } from '../../entities/readability';
import { ClusterInventory, StoredObject } from '../../inventory';
import { meshConfigIn, meshConfigMapOf } from '../../inventory/meshConfigMap';
import { LinkReading, ToldAddress } from './LinkReading';

/** istiod's port for proxies. */
const XDS_PORT = 15012;

/**
 * Where a primary offers istiod to others: addresses of its Services with port
 * 15012 that have some outside the cluster; undefined when they are not known.
 */
export function offeredAddresses(
  primary: ClusterInventory,
): string[] | undefined {
  if (isUnreadable(primary, 'Service')) {
    return undefined;
  }
  return [
    ...new Set(
      primary
        .store('Service')
        .list()
        .filter(service =>
          service.spec?.ports?.some((one: any) => one.port === XDS_PORT),
        )
        .flatMap(outsideAddresses),
    ),
  ].sort();
}

/** Addresses of a Service outside its cluster. */
export function outsideAddresses({ spec, status }: StoredObject): string[] {
  return [
    ...(status?.loadBalancer?.ingress ?? []).map(
      (one: any) => one.ip ?? one.hostname,
    ),
    ...(spec?.externalIPs ?? []),
  ].filter(one => typeof one === 'string' && one !== '');
}

/** What the objects of a remote tell its pods and its API server of istiod's address. */
export function toldAddresses(
  remote: ClusterInventory,
  reading: LinkReading | undefined,
): { told: ToldAddress[]; why?: string } {
  const { name } = remote.details;
  const namespace = controlPlaneNamespace(remote.details);
  const webhooks = remote
    .store('MutatingWebhookConfiguration')
    .list()
    .flatMap(({ metadata, webhooks: hooks = [] }: any) =>
      hooks
        .map((hook: any) => hook.clientConfig?.url)
        .filter(
          (url: unknown) =>
            typeof url === 'string' &&
            URL.canParse(url) &&
            /\/inject(\/|$)/.test(url),
        )
        .map((url: string) => ({
          address: new URL(url).hostname,
          by: `MutatingWebhookConfiguration ${metadata.name} of ${name}`,
        })),
    );
  const services = remote
    .store('Service')
    .list(namespace)
    .filter(
      ({ metadata, spec }) =>
        /^istiod(-|$)/.test(metadata.name) && spec?.type === 'ExternalName',
    )
    .map(({ metadata, spec }) => ({
      address: String(spec.externalName),
      by: `Service ${namespace}/${metadata.name} of ${name}`,
    }));
  const slices = reading && 'value' in reading.told ? reading.told.value : [];
  const unread = ['MutatingWebhookConfiguration', 'Service', 'ConfigMap']
    .filter(kind => isUnreadable(remote, kind as 'Service'))
    .map(kind => `${kind}s of ${name} are not known`);
  const why = [
    ...unread,
    ...(reading && 'why' in reading.told ? [reading.told.why] : []),
  ];
  const told = new Map(
    [...configured(remote), ...webhooks, ...services, ...slices].map(one => [
      `${one.address} ${one.by}`,
      one,
    ]),
  );
  return {
    told: [...told.values()],
    ...(why.length ? { why: why.join(' ') } : {}),
  };
}

function configured(remote: ClusterInventory): ToldAddress[] {
  const namespace = controlPlaneNamespace(remote.details);
  const configMap = meshConfigMapOf(remote, namespace);
  const address: unknown =
    configMap && meshConfigIn(configMap).defaultConfig?.discoveryAddress;
  const host = typeof address === 'string' ? address.replace(/:\d+$/, '') : '';
  // A name of a Service of the cluster leads to what that Service says.
  return host && !/\.svc(\.|$)/.test(host)
    ? [
        {
          address: host.replace(/^\[|\]$/g, ''),
          by: `ConfigMap ${namespace}/${configMap!.metadata.name} of ${
            remote.details.name
          } (discoveryAddress)`,
        },
      ]
    : [];
}

/**
 * What was told against what is. A name that is not among the names offered is
 * not looked up, so that it may lead to one of the addresses: that is not known.
 */
export function addressDrift(
  offered: string[] | undefined,
  told: readonly ToldAddress[],
  why?: string,
): RemoteAddressDrift {
  const views = told.map(one => ({
    ...one,
    matches: offered?.includes(one.address) ?? false,
  }));
  const missed = views.filter(one => !one.matches);
  const names = missed.filter(one => isIP(one.address) === 0);
  const frame = { ...(offered ? { offered } : {}), told: views };
  if (told.length === 0) {
    return why
      ? { ...frame, state: 'unknown', why }
      : { ...frame, state: 'notTold' };
  }
  if (!offered) {
    return {
      ...frame,
      state: 'unknown',
      why: 'The primary’s Services are not known.',
    };
  }
  if (missed.length === 0) {
    return { ...frame, state: 'same' };
  }
  if (missed.length === names.length && offered.some(one => isIP(one) !== 0)) {
    return {
      ...frame,
      state: 'unknown',
      why: `${names
        .map(one => one.address)
        .join(
          ', ',
        )} is a name and the primary has addresses; names are not looked up.`,
    };
  }
  return { ...frame, state: 'drift' };
}
