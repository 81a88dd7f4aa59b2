import { IstioFlavour } from '@meshport/istio';

/** A demand of configuration on the distribution that runs somewhere. */
export interface FlavourRule {
  name: string;
  /** Any of these fulfils it. */
  flavours: readonly IstioFlavour[];
  /** Names of clusters; absent for all. */
  clusters?: readonly string[];
  /** Labels of namespaces, all of which count; absent where it speaks of whole clusters. */
  namespaceLabels?: Readonly<Record<string, string>>;
}

/** Whether a rule speaks of a cluster, or of namespaces in it. */
export function concernsCluster(rule: FlavourRule, cluster: string): boolean {
  return rule.clusters === undefined || rule.clusters.includes(cluster);
}

/** Whether a rule for namespaces speaks of one with these labels. */
export function concernsNamespace(
  { namespaceLabels = {} }: FlavourRule,
  labels: Readonly<Record<string, string>> = {},
): boolean {
  return Object.entries(namespaceLabels).every(
    ([key, value]) => labels[key] === value,
  );
}
