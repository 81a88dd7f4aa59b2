import {
  Entity,
  parseEntityRef,
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import {
  MeshClusterDetails,
  MeshClusterLink,
} from '@meshport/backstage-plugin-mesh-node';

const MAX_LINKS = 20;
const MAX_TEXT = 200;

/** Adds what the catalog says of a cluster where its own source says nothing. */
export function withCatalogWords(
  details: MeshClusterDetails,
  entity: Entity | undefined,
): MeshClusterDetails {
  const title = details.title ?? entity?.metadata.title?.slice(0, MAX_TEXT);
  const owner = details.owner ?? (entity && ownerOf(entity));
  const links = safeLinks(details.links ?? entity?.metadata.links ?? []);
  return {
    ...details,
    title,
    owner,
    links: links.length ? links : undefined,
  };
}

function ownerOf({ relations, spec, metadata }: Entity): string | undefined {
  const related = relations?.find(({ type }) => type === RELATION_OWNED_BY);
  if (related) {
    return related.targetRef;
  }
  if (typeof spec?.owner !== 'string') {
    return undefined;
  }
  try {
    return stringifyEntityRef(
      parseEntityRef(spec.owner, {
        defaultKind: 'group',
        defaultNamespace: metadata.namespace,
      }),
    );
  } catch {
    // An owner that is no reference is nobody to ask.
    return undefined;
  }
}

/** Links of schemes that run code, or lead into the reader's machine, are left out. */
function safeLinks(links: MeshClusterLink[]): MeshClusterLink[] {
  // A supplier's answer may be anything.
  return (Array.isArray(links) ? links : [])
    .filter(link => {
      const url = link?.url;
      return (
        typeof url === 'string' &&
        URL.canParse(url) &&
        ['http:', 'https:'].includes(new URL(url).protocol)
      );
    })
    .slice(0, MAX_LINKS)
    .map(({ url, title }) => ({
      url,
      ...(title ? { title: String(title).slice(0, MAX_TEXT) } : {}),
    }));
}
