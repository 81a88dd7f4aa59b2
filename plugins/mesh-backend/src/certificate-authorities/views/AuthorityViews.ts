import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  ConfiguredAuthority,
  meshCertificateAuthorityUsePermission,
} from '@meshport/backstage-plugin-mesh-common';
import { readCertificates } from '@meshport/certificates';
import { MeshAuthorizer } from '../../permissions';
import { AuthoritySettings } from '../config/authoritySettings';
import { AuthorityDescriptions, Described } from './AuthorityDescriptions';
import { messageOf } from './messageOf';

/** A configured authority, with what a caller may do with it. */
export interface SeenAuthority {
  settings: AuthoritySettings;
  /** Clusters that it may serve and the caller may read. */
  clusters: string[];
  /** Of these, those for which the caller may choose it. */
  usableFor: string[];
  described?: Described;
}

/** The configured authorities, as far as a caller may see them. */
export class AuthorityViews {
  constructor(
    private readonly services: {
      settings: readonly AuthoritySettings[];
      authorizer: MeshAuthorizer;
      descriptions: AuthorityDescriptions;
    },
  ) {}

  /** Those that serve a cluster which the caller may read. */
  async seen(
    credentials: BackstageCredentials,
    mayReadCluster: (name: string) => boolean,
  ): Promise<SeenAuthority[]> {
    const { settings, authorizer, descriptions } = this.services;
    const mayUse = await authorizer.authorityFilter(
      credentials,
      meshCertificateAuthorityUsePermission,
    );
    const seen = settings
      .map(one => ({
        settings: one,
        clusters: one.clusters.filter(mayReadCluster),
        usableFor: one.clusters.filter(
          cluster =>
            mayReadCluster(cluster) &&
            mayUse({ name: one.name, provider: one.provider, cluster }),
        ),
      }))
      .filter(({ clusters }) => clusters.length > 0);
    // What it is called in its cloud is for those who may choose it.
    const described = await descriptions.of(
      seen
        .filter(({ usableFor }) => usableFor.length > 0)
        .map(one => one.settings.name),
    );
    return seen.map(one => ({
      ...one,
      described: described.get(one.settings.name),
    }));
  }
}

/** An authority as pages show it. */
export function authorityView({
  settings,
  clusters,
  usableFor,
  described,
}: SeenAuthority): ConfiguredAuthority {
  const { name, title, provider } = settings;
  const frame = {
    name,
    ...(title ? { title } : {}),
    provider,
    clusters,
    usable: usableFor.length > 0,
    ...(usableFor.length > 0
      ? {}
      : {
          usableWhy: `You may not choose it: permission ${meshCertificateAuthorityUsePermission.name} is denied. Ask the platform team for it.`,
        }),
  };
  if (!described) {
    return frame;
  }
  if ('why' in described) {
    return { ...frame, unable: described.why };
  }
  const { description } = described;
  const root = rootOf(described);
  return {
    ...frame,
    description: {
      id: description.id,
      subject: description.subject,
      keyAlgorithm: description.keyAlgorithm,
      notAfter: description.notAfter,
      ...(description.pathLengthRoom === undefined
        ? {}
        : { pathLengthRoom: description.pathLengthRoom }),
      ...(description.tier ? { tier: description.tier } : {}),
      limits: description.limits,
      ...('root' in root ? { root: root.root.fingerprint } : {}),
    },
    ...(description.unable || 'why' in root
      ? { unable: description.unable ?? ('why' in root ? root.why : '') }
      : {}),
    ...(description.unfit ? { unfit: description.unfit } : {}),
  };
}

/** The root of an authority's chain, or why it is not known. */
export function rootOf(
  described: Described | undefined,
): { root: { fingerprint: string; subject: string } } | { why: string } {
  if (!described) {
    return { why: 'Its root is told to those who may choose it.' };
  }
  if ('why' in described) {
    return described;
  }
  const { chain, certificate } = described.description;
  try {
    const [{ fingerprint, subject }] = readCertificates(
      chain.at(-1) ?? certificate,
    );
    return { root: { fingerprint, subject } };
  } catch (error) {
    // A provider answered with what is no certificate.
    return { why: `Its root cannot be read: ${messageOf(error)}` };
  }
}
