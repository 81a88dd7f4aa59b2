import { randomUUID } from 'crypto';
import { createHierarchy, HierarchyOptions, RevocationListSite } from '../core';
import { PrivateAuthorityOptions } from './PrivateAuthority';

/**
 * A hierarchy whose every authority publishes its complete list on the site, at
 * the place where AWS Private CA puts it under a name of one's own.
 */
export async function publishedAuthority(
  site: RevocationListSite,
  options: HierarchyOptions,
): Promise<PrivateAuthorityOptions> {
  const id = randomUUID();
  const nameOf = (level: number) =>
    level === options.keys.length - 1 ? id : `${id}-${level}`;
  const hierarchy = await createHierarchy({
    ...options,
    crlUrl: level => site.urlOf(nameOf(level)),
  });
  hierarchy.authorities.forEach((authority, level) =>
    site.publish(nameOf(level), authority),
  );
  return {
    hierarchy,
    id,
    crl: { bucket: 'lists', customCname: new URL(site.url).host },
  };
}
