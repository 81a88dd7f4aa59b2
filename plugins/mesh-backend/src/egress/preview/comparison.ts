import { assertError } from '@backstage/errors';
import {
  EgressImpact,
  EgressPreview,
} from '@meshport/backstage-plugin-mesh-common';
import { egressCredentials } from '@meshport/istio';
import { applyObjects } from '../../manifests/applyObjects';
import { toBackstageError } from '../../manifests/clusterErrors';
import { refuseClaimedHosts } from '../../manifests/hostClaims';
import { fallenObjects } from '../fallenObjects';
import { referenceTo } from '../removalPlan';
import { PreviewDraft, PreviewServices } from './PreviewDraft';

/** Errors that are an answer: what stands against applying it. */
const SAID = [
  'ConflictError',
  'InputError',
  'NotAllowedError',
  'NotFoundError',
  'ServiceUnavailableError',
];

/** What the API server says it would change; only for who may write there, since it tells what is there. */
export async function rehearse(
  services: PreviewServices,
  { cluster, valid, objects, scope }: PreviewDraft,
  mayApply: boolean,
): Promise<{
  changes?: NonNullable<EgressPreview['objects'][number]['change']>[];
  why?: string;
  deletes: EgressPreview['deletes'];
  notes: string[];
}> {
  const { registry, look } = services;
  if (!mayApply) {
    return {
      why: 'It is not compared with the cluster, because you may not apply everywhere it would be written.',
      deletes: [],
      notes: [],
    };
  }
  try {
    const live = await look.liveOf(
      { cluster, namespace: valid.model.namespace, name: valid.model.name },
      objects.map(({ metadata }) => metadata.namespace),
    );
    const fallen = fallenObjects(valid.model, objects, live);
    const changes = await applyObjects(registry.get(cluster), objects, {
      origin: 'rendered',
      dryRun: true,
    });
    return {
      changes,
      deletes: fallen.deletes
        .map(one => referenceTo(cluster, one))
        .filter(({ namespace }) =>
          scope.mayReadNamespace(cluster, namespace ?? ''),
        ),
      notes: fallen.notes,
    };
  } catch (error) {
    const known = toBackstageError(error, { cluster });
    if (!SAID.includes(known.name)) {
      throw known;
    }
    return { why: known.message, deletes: [], notes: [] };
  }
}

/** The findings that it would cause and cure. */
export async function findingsOf(
  services: PreviewServices,
  { cluster, objects, credentials }: PreviewDraft,
): Promise<
  Pick<EgressPreview, 'caused' | 'cured' | 'notJudged' | 'findingsWhy'>
> {
  try {
    const { caused, cured, notJudged } = await services.check.check(
      { cluster, objects },
      credentials,
      { objects: () => {} },
    );
    return { caused, cured, notJudged };
  } catch (error) {
    assertError(error);
    if (!['NotAllowedError', 'ServiceUnavailableError'].includes(error.name)) {
      throw error;
    }
    return {
      caused: [],
      cured: [],
      notJudged: [],
      findingsWhy: error.message,
    };
  }
}

/** Whether Secrets are there is told to who may use them. */
export async function credentialsOf(
  services: PreviewServices,
  { cluster, valid }: PreviewDraft,
  mayApply: boolean,
): Promise<EgressPreview['credentials']> {
  const wanted = egressCredentials(valid.model).map(
    ({ name, namespace, use }) => ({ name, namespace, use }),
  );
  return mayApply
    ? services.credentials.look(cluster, wanted)
    : wanted.map(one => ({
        ...one,
        state: 'notReadable' as const,
        why: 'It is looked up for people who may apply the gateway.',
      }));
}

/** Others that serve a host of it already. */
export async function claimsOf(
  services: PreviewServices,
  { cluster, valid, scope }: PreviewDraft,
): Promise<EgressImpact[]> {
  try {
    const warnings = await refuseClaimedHosts(
      services.registry.get(cluster),
      valid.model,
      namespace => scope.mayReadNamespace(cluster, namespace),
    );
    return warnings.map(message => ({
      check: 'CLAIMS' as const,
      severity: 'info' as const,
      message,
      affected: [],
      unknown: message,
    }));
  } catch (error) {
    const known = toBackstageError(error, { cluster });
    if (!SAID.includes(known.name)) {
      throw known;
    }
    return [
      known.name === 'ConflictError'
        ? {
            check: 'CLAIMS',
            severity: 'error',
            message: known.message,
            affected: [],
          }
        : {
            check: 'CLAIMS',
            severity: 'warning',
            message: 'Whether another gateway serves a host is not known.',
            affected: [],
            unknown: known.message,
          },
    ];
  }
}

/** What Secrets that are missing mean. */
export function credentialImpacts(
  credentials: EgressPreview['credentials'],
): EgressImpact[] {
  return credentials
    .filter(({ state }) => state !== 'present')
    .map(({ name, namespace, state, why = '' }) => ({
      check: 'CREDENTIAL',
      severity: state === 'absent' ? 'error' : 'info',
      message:
        state === 'absent'
          ? why
          : `Whether Secret ${name} is in ${namespace} is not readable.`,
      affected: [`Secret ${namespace}/${name}`],
      ...(state === 'absent' ? {} : { unknown: why }),
    }));
}
