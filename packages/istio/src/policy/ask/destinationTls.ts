import { KubernetesObject } from '../../resources';
import { byAge, fullHost, isSubset } from '../selection';
import { rootNamespaceOf } from './authorize';
import { isShownTo } from './sidecarScope';
import type { Caller, CallObjects } from './types';

/** How a proxy opens TLS, as a DestinationRule says. */
export type ClientTlsMode = 'DISABLE' | 'ISTIO_MUTUAL' | 'SIMPLE' | 'MUTUAL';

/** A subset of a Service. */
export interface Subset {
  labels: Record<string, string>;
}

interface PortPolicy {
  mode?: ClientTlsMode;
  isPort: boolean;
}

/** A TLS setting without a mode is DISABLE, the field's first value. */
function modeIn(tls: { mode?: ClientTlsMode } | undefined) {
  return tls && (tls.mode ?? 'DISABLE');
}

function policyFor(policy: any, port: number): PortPolicy | undefined {
  const own = policy?.portLevelSettings?.find(
    (one: any) => one.port?.number === port,
  );
  // Settings of a port take the place of the others, they do not add to them.
  if (own) {
    return { mode: modeIn(own.tls), isPort: true };
  }
  return policy && { mode: modeIn(policy.tls), isPort: false };
}

/** The rules for a host that a client reads, the deciding one first (pilot/pkg/model, destinationRule). */
export class ClientRules {
  readonly #rules: KubernetesObject[];

  constructor(
    objects: CallObjects,
    client: Pick<Caller, 'metadata'>,
    service: { host: string; namespace: string },
  ) {
    this.#rules = rulesFor(objects, client, service);
  }

  /** Undefined where no rule has this subset. */
  subset(name: string): Subset | undefined {
    const found = this.#subset(name);
    return found && { labels: found.labels ?? {} };
  }

  /** How TLS is opened on a port; no mode where rules leave it to Istio. */
  tls(
    port: number,
    subset?: string,
  ): { mode?: ClientTlsMode; decidedBy?: KubernetesObject } {
    const owner = this.#rules.find(({ spec }) => spec?.trafficPolicy);
    const general = policyFor(owner?.spec?.trafficPolicy, port);
    const own = subset
      ? policyFor(this.#subset(subset)?.trafficPolicy, port)
      : undefined;
    const isOwn = own !== undefined && (own.isPort || own.mode !== undefined);
    const decidedBy = isOwn
      ? this.#rules.find(({ spec }) =>
          spec?.subsets?.some(({ name }: any) => name === subset),
        )
      : owner;
    return { mode: (isOwn ? own : general)?.mode, decidedBy };
  }

  #subset(name: string): any {
    return this.#rules
      .flatMap(({ spec }) => spec?.subsets ?? [])
      .find((one: any) => one.name === name);
  }
}

function rulesFor(
  { destinationRules, ...objects }: CallObjects,
  client: Pick<Caller, 'metadata'>,
  { host, namespace }: { host: string; namespace: string },
): KubernetesObject[] {
  const { clusterDomain = 'cluster.local', meshConfig = {} } = objects;
  const own = client.metadata.namespace ?? '';
  const root = rootNamespaceOf({ destinationRules, ...objects });
  const isExported = (rule: KubernetesObject) =>
    isShownTo(rule, own, meshConfig.defaultDestinationRuleExportTo);
  const inNamespace = (where: string) =>
    destinationRules.filter(({ metadata }) => metadata.namespace === where);
  const isPrivate = ({ spec, metadata }: KubernetesObject) =>
    (spec?.exportTo ?? []).every((one: string) =>
      ['.', metadata.namespace].includes(one),
    ) && spec?.exportTo?.length;
  const places = [
    own === root ? inNamespace(own).filter(isPrivate) : inNamespace(own),
    inNamespace(namespace).filter(isExported),
    inNamespace(root).filter(isExported),
  ];
  for (const rules of places) {
    const found = mostSpecific(rules, host, clusterDomain);
    if (found.length) {
      return withSelector(found, client);
    }
  }
  return [];
}

/** Those of the most specific host that fits, oldest first. */
function mostSpecific(
  rules: readonly KubernetesObject[],
  host: string,
  clusterDomain: string,
): KubernetesObject[] {
  const hostOf = ({ spec, metadata }: KubernetesObject) =>
    fullHost(spec?.host ?? '', metadata.namespace ?? '', clusterDomain);
  const fitting = [
    ...new Set(
      rules
        .map(hostOf)
        .filter(
          one =>
            one === host ||
            (one.startsWith('*') && host.endsWith(one.slice(1))),
        ),
    ),
  ].sort(
    (a, b) =>
      Number(a.startsWith('*')) - Number(b.startsWith('*')) ||
      b.length - a.length,
  );
  return rules.filter(one => hostOf(one) === fitting[0]).sort(byAge);
}

/** A rule for the client's labels goes before those for everyone; one for other labels does not count. */
function withSelector(
  rules: readonly KubernetesObject[],
  { metadata }: Pick<Caller, 'metadata'>,
): KubernetesObject[] {
  const selectorOf = (one: KubernetesObject) =>
    one.spec?.workloadSelector?.matchLabels as
      | Record<string, string>
      | undefined;
  const chosen = rules.filter(one => {
    const selector = selectorOf(one);
    return (
      selector &&
      one.metadata.namespace === metadata.namespace &&
      isSubset(selector, metadata.labels ?? {})
    );
  });
  return chosen.length ? chosen : rules.filter(one => !selectorOf(one));
}
