import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import {
  CaImport,
  CaImportNote,
  CaRequestParameters,
  meshCertificateAuthorityUsePermission,
} from '@meshport/backstage-plugin-mesh-common';
import { GetmeshFile, readGetmeshFile } from '@meshport/certificates';
import { controlPlaneNamespace } from '../../clusters';
import { ReadScope } from '../../entities/ReadScope';
import { ClusterInventory, Inventory } from '../../inventory';
import { MeshAuthorizer } from '../../permissions';
import { AuthoritySettings } from '../config/authoritySettings';

const PROVIDERS = { aws: 'aws-pca', gcp: 'gcp-cas' } as const;
/** What names the authority in a file. */
const FIELDS = {
  aws: 'providerConfig.aws.signingCAArn',
  gcp: 'providerConfig.gcp.casCAName',
} as const;

/**
 * Says what a file of `getmesh gen-ca` means here. It can name nothing that is
 * not configured: the authority has to be one of `mesh.certificateAuthorities`
 * that may serve the cluster and that the caller may choose, the namespace a
 * control plane that the inventory knows. Nothing is stored.
 */
export class GetmeshImport {
  constructor(
    private readonly services: {
      authorizer: MeshAuthorizer;
      inventory: Inventory;
      settings: readonly AuthoritySettings[];
    },
  ) {}

  /**
   * @throws `InputError` that names the field of the file, `NotFoundError` for
   * a cluster that is not there or that the caller may not read
   */
  async read(
    { cluster: name, file }: { cluster: string; file: string },
    credentials: BackstageCredentials,
  ): Promise<CaImport> {
    const { authorizer, inventory } = this.services;
    const scope = await ReadScope.create(authorizer, credentials);
    const cluster = inventory.cluster(name);
    if (!cluster || !scope.mayReadCluster(name)) {
      throw new NotFoundError(`There is no cluster ${name} that you may see`);
    }
    const read = readGetmeshFile(file);
    const notes: CaImportNote[] = read.notes.map(note => ({
      ...note,
      severity: 'warning',
    }));
    const [settings, ...others] = await this.#authoritiesOf(
      read,
      name,
      credentials,
    );
    if (others.length) {
      notes.push(severalNote(read, [settings, ...others]));
    }
    const values: CaRequestParameters = {
      authority: settings.name,
      cluster: name,
      namespace: namespaceOf(read, cluster, scope),
      ...keyOf(read, settings, notes),
      ...lifeOf(read, settings, notes),
      ...subjectOf(read),
    };
    return { provider: PROVIDERS[read.provider], values, notes };
  }

  /** At least one. */
  async #authoritiesOf(
    file: GetmeshFile,
    cluster: string,
    credentials: BackstageCredentials,
  ): Promise<AuthoritySettings[]> {
    const mayUse = await this.services.authorizer.authorityFilter(
      credentials,
      meshCertificateAuthorityUsePermission,
    );
    const provider = PROVIDERS[file.provider];
    const found = this.services.settings.filter(
      one =>
        one.provider === provider &&
        one.clusters.includes(cluster) &&
        mayUse({ name: one.name, provider, cluster }) &&
        namesOf(one).includes(file.authority),
    );
    if (!found.length) {
      throw new InputError(
        `${
          FIELDS[file.provider]
        }: no configured authority of ${provider} that you may choose for ${cluster} is the one that the file names; an administrator names authorities in mesh.certificateAuthorities`,
      );
    }
    return found;
  }
}

/**
 * That several configured authorities are the one that a file names.
 *
 * @throws `InputError` where they are different ones: without its pool a name of
 * Google's may mean either
 */
function severalNote(
  { provider }: GetmeshFile,
  found: readonly AuthoritySettings[],
): CaImportNote {
  const names = found.map(({ name }) => name).join(', ');
  if (new Set(found.map(one => namesOf(one)[0])).size > 1) {
    throw new InputError(
      `${FIELDS[provider]}: it names no pool, and ${names} are of several pools; write it as projects/…/locations/…/caPools/…/certificateAuthorities/…`,
    );
  }
  return {
    code: 'several-authorities',
    field: FIELDS[provider],
    severity: 'warning',
    text: `It is configured more than once: as ${names}.`,
    mend: `${found[0].name} is filled in; choose the one whose bounds are meant.`,
  };
}

/** What the provider calls an authority, as a file may name it. */
function namesOf({ provider, config }: AuthoritySettings): string[] {
  if (provider === 'aws-pca') {
    return [config.getString('aws.arn')];
  }
  const pool = config.getString('gcp.pool');
  const id = config.getString('gcp.authority').split('/').at(-1);
  // getmesh names it without its pool, as the old API had it.
  const location = pool.replace(/\/caPools\/[^/]*$/, '');
  return [pool, location].map(place => `${place}/certificateAuthorities/${id}`);
}

function namespaceOf(
  { namespace }: GetmeshFile,
  cluster: ClusterInventory,
  scope: ReadScope,
): string {
  const { name } = cluster.details;
  const known = new Set([
    controlPlaneNamespace(cluster.details),
    ...cluster.controlPlanes
      .pods()
      .map(({ metadata }) => metadata.namespace ?? ''),
  ]);
  if (!known.has(namespace) || !scope.mayReadNamespace(name, namespace)) {
    throw new InputError(
      `certificateParameters.secretOptions.istioCANamespace: ${namespace} is no control plane of ${name} that is known here; name the namespace of its istiod`,
    );
  }
  return namespace;
}

function keyOf(
  { keyType, keyLength }: GetmeshFile,
  { keys, defaultKey }: AuthoritySettings,
  notes: CaImportNote[],
): Pick<CaRequestParameters, 'keyType'> {
  if (keyType && keys.includes(keyType)) {
    return { keyType };
  }
  notes.push({
    code: 'key-not-offered',
    field: 'certificateParameters.caOptions.keyLength',
    severity: 'warning',
    text: `An RSA key of ${keyLength} bits is not offered by this authority.`,
    mend: `${defaultKey} is filled in; choose another where something old has to read it.`,
  });
  return { keyType: defaultKey };
}

function lifeOf(
  { validityDays }: GetmeshFile,
  { validity }: AuthoritySettings,
  notes: CaImportNote[],
): Pick<CaRequestParameters, 'validityDays'> {
  if (validityDays >= validity.min && validityDays <= validity.max) {
    return { validityDays };
  }
  notes.push({
    code: 'life-out-of-bounds',
    field: 'certificateParameters.caOptions.validityDays',
    severity: 'warning',
    text: `${validityDays} days are not within the bounds of this authority (${validity.min} to ${validity.max}).`,
    mend: `${validity.default} days are filled in.`,
  });
  return { validityDays: validity.default };
}

function subjectOf({
  subject,
}: GetmeshFile): Pick<CaRequestParameters, 'commonName' | 'organization'> {
  const [organization] = subject.organization ?? [];
  return {
    ...(subject.commonName ? { commonName: subject.commonName } : {}),
    ...(organization ? { organization } : {}),
  };
}
