import { StoredObject } from './ObjectStore';

const FLAG = '--clusterAliases';

/**
 * Of a container's command line the values of istiod's flag `clusterAliases`,
 * each in the form `ALIAS=CLUSTER,ALIAS=CLUSTER`.
 */
export function aliasArguments(container: any): string[] {
  const words: unknown[] = [
    ...(container.command ?? []),
    ...(container.args ?? []),
  ];
  return words.flatMap((word, index) => {
    if (typeof word === 'string' && word.startsWith(`${FLAG}=`)) {
      return [word.slice(FLAG.length + 1)];
    }
    const next = words[index + 1];
    return word === FLAG && typeof next === 'string' ? [next] : [];
  });
}

/**
 * Under which ID an istiod shows the proxies of a cluster that calls itself
 * otherwise (Istio's `initConnection`: `ClusterAliases`). Where istiods do not
 * agree about a cluster, nothing is said of it.
 *
 * @param istiods - pods of istiod as they are kept
 * @returns the ID that istiod uses, by the one that proxies tell
 */
export function clusterAliasesOf(
  istiods: readonly StoredObject[],
): ReadonlyMap<string, string> {
  const found = istiods.map(
    ({ spec }) =>
      new Map<string, string>(
        (spec?.containers ?? [])
          .flatMap((container: any) => container.clusterAliases ?? [])
          .flatMap((value: string) => value.split(','))
          .map((pair: string) => {
            const at = pair.indexOf('=');
            return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
          })
          .filter(([alias]: string[]) => alias !== ''),
      ),
  );
  const [first = new Map<string, string>(), ...others] = found;
  return new Map(
    [...first].filter(([alias, id]) =>
      others.every(other => other.get(alias) === id),
    ),
  );
}
