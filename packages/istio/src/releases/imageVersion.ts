/**
 * The tag of an image: `1.30.2` of `docker.io/istio/proxyv2:1.30.2`, also beside
 * a digest and after a registry with a port; undefined where there is none.
 *
 * @public
 */
export function imageTag(image: string): string | undefined {
  const withoutDigest = image.split('@')[0];
  const last = withoutDigest.slice(withoutDigest.lastIndexOf('/') + 1);
  const colon = last.indexOf(':');
  const tag = colon < 0 ? '' : last.slice(colon + 1);
  return tag === '' ? undefined : tag;
}

/**
 * The version of Istio that an image's tag names, without what says only how
 * the image is built (`-distroless`, `-debug`); undefined for an image without
 * a version in its tag (`latest`, `auto`, a digest alone).
 *
 * @public
 */
export function imageVersion(image: string): string | undefined {
  const tag = imageTag(image);
  if (tag === undefined || !/^v?\d+\.\d+/.test(tag)) {
    return undefined;
  }
  return tag.replace(/^v/, '').replace(/-(distroless|debug)$/, '');
}
