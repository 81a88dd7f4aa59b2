import { EgressGatewayDetail } from '@meshport/backstage-plugin-mesh-common';
import { EgressAccess, EgressFormData, EgressOptions } from './types';

const OPTION_NAMES: (keyof EgressOptions)[] = [
  'revision',
  'replicas',
  'resources',
  'autoscaling',
  'disruptionBudget',
  'readiness',
  'authorization',
  'accessLog',
  'networkPolicy',
  'strictMtls',
];

/** What the form of the template is filled with to make the same gateway. */
export function formValues(gateway: EgressGatewayDetail): EgressFormData {
  const { cluster, namespace, name, component, owner } = gateway;
  const input = (gateway.input ?? {}) as Record<string, any>;
  const { upstreams, callers, clientNamespaces, pattern } = input;
  return withoutAbsent({
    cluster,
    namespace,
    name,
    component: component ?? refOf('component', input.component),
    owner: owner ?? refOf('group', input.owner),
    pattern,
    upstreams: upstreams ?? oneUpstreamOf(input),
    access: withoutAbsent({
      callers: callers as EgressAccess['callers'],
      clientNamespaces: callers
        ? undefined
        : (clientNamespaces as string[] | undefined) ?? [],
    }),
    options: withoutAbsent(
      Object.fromEntries(OPTION_NAMES.map(option => [option, input[option]])),
    ),
  });
}

/**
 * What the form says, as `EgressGatewayInput`: the steps of the template hand on
 * the same.
 */
export function gatewayOf(form: EgressFormData): Record<string, unknown> {
  const { pattern, namespace, name, upstreams, access, options } = form;
  return withoutAbsent({
    pattern,
    namespace,
    name,
    upstreams,
    callers: access?.callers,
    clientNamespaces: access?.clientNamespaces?.length
      ? access.clientNamespaces
      : undefined,
    component: nameOfRef(form.component),
    owner: nameOfRef(form.owner),
    ...options,
  });
}

function oneUpstreamOf(input: Record<string, any>) {
  const { host, protocol, port, tls, addresses } = input;
  return host
    ? [withoutAbsent({ host, protocol, port, tls, addresses })]
    : undefined;
}

function refOf(kind: string, name: unknown): string | undefined {
  return name ? `${kind}:default/${name}` : undefined;
}

/** The name alone of an entity reference. */
export function nameOfRef(ref: string | undefined): string | undefined {
  return ref?.split('/').pop()?.split(':').pop() || undefined;
}

/** Without what is undefined or an empty text, which a form leaves behind. */
export function withoutAbsent<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined && one !== ''),
  ) as T;
}
