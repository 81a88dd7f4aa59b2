import { Kubectl } from '../Kubectl';

/** A proxy as istioctl names it. */
export interface IstioctlProxy {
  /** `NAME.NAMESPACE`. */
  ID: string;
  IstioVersion: string;
}

/** What `istioctl version` says of a revision's istiods and the proxies that they serve. */
export async function istioctlVersion(
  kubectl: Kubectl,
  revision = 'default',
): Promise<{ istiods: string[]; proxies: IstioctlProxy[] }> {
  const answer = JSON.parse(
    await kubectl.istioctl('version', '-o', 'json', '--revision', revision),
  );
  return {
    istiods: answer.meshVersion.map((one: any) => one.Info.version),
    proxies: answer.dataPlaneVersion ?? [],
  };
}

/** `NAMESPACE/NAME VERSION` of each, sorted: how answers of ours name proxies. */
export function named(proxies: readonly IstioctlProxy[]): string[] {
  return proxies
    .map(({ ID, IstioVersion }) => {
      const dot = ID.lastIndexOf('.');
      return `${ID.slice(dot + 1)}/${ID.slice(0, dot)} ${IstioVersion}`;
    })
    .sort();
}
