import { createHash } from 'crypto';
import type { KubeObject } from '../objects';

/** The tag of an image, without registry, name and digest. */
export function imageTag(image: string): string | undefined {
  return /:([^/:@]+)(@.*)?$/.exec(image)?.[1];
}

function discoveryImage(pod: KubeObject): string | undefined {
  const containers: any[] = pod.spec?.containers ?? [];
  return containers.find(({ name }) => name === 'discovery')?.image;
}

/**
 * What istiod answers at `:15014/version`, made from the image of its
 * `discovery` container: `VERSION-<git revision>-Clean`. Undefined for pods
 * that are no istiod.
 */
export function istiodVersion(pod: KubeObject): string | undefined {
  const image = discoveryImage(pod);
  const tag = image && imageTag(image);
  if (!tag) return undefined;
  const version = tag.replace(/-distroless$/, '');
  const revision = createHash('sha1').update(version).digest('hex');
  return `${version}-${revision}-Clean`;
}
