import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { assertError, NotAllowedError } from '@backstage/errors';
import {
  EgressImpact,
  EgressPreview,
  EgressPreviewRequest,
  meshCredentialUsePermission,
  meshNamespaceApplyPermission,
} from '@meshport/backstage-plugin-mesh-common';
import {
  egressCredentials,
  EgressEnvironment,
  EgressGatewayModel,
  helmValuesOf,
  recommendEgressPattern,
  renderEgressGateway,
  validateEgressGateway,
  ValidEgressGateway,
} from '@meshport/istio';
import { stringify } from 'yaml';
import { ClusterRegistry } from '../clusters/types';
import { ReadScope } from '../entities/ReadScope';
import { FindingsCheck } from '../findings/FindingsCheck';
import { noCluster } from '../findings/FindingSight';
import { applyObjects } from '../manifests/applyObjects';
import { toBackstageError } from '../manifests/clusterErrors';
import { refuseClaimedHosts } from '../manifests/hostClaims';
import { NamespaceUse, namespacesOfGateway } from '../manifests/namespaces';
import { ManifestObject } from '../manifests/objects';
import { WriteGate } from '../manifests/writeGate';
import { MeshAuthorizer } from '../permissions';
import { CredentialLookup } from './CredentialLookup';
import { EgressEnvironments } from './EgressEnvironments';
import { EgressInventory } from './EgressInventory';
import { EgressSight } from './EgressSight';
import { fallenObjects } from './fallenObjects';
import { GatewayLook } from './GatewayLook';
import { impactsOf } from './impacts';
import { referenceTo } from './removalPlan';

/** Errors that are an answer: what stands against applying it. */
const SAID = [
  'ConflictError',
  'InputError',
  'NotAllowedError',
  'NotFoundError',
  'ServiceUnavailableError',
];

/** One preview in the making. */
interface Draft {
  cluster: string;
  valid: ValidEgressGateway;
  environment: EgressEnvironment;
  objects: ManifestObject[];
  scope: ReadScope;
  credentials: BackstageCredentials;
}

/** Says what a gateway would be and do, and changes nothing. */
export class EgressPreviews {
  constructor(
    private readonly services: {
      registry: ClusterRegistry;
      authorizer: MeshAuthorizer;
      egress: EgressInventory;
      environments: EgressEnvironments;
      credentials: CredentialLookup;
      look: GatewayLook;
      check: FindingsCheck;
      gate: WriteGate;
    },
  ) {}

  /**
   * @throws `NotAllowedError` for a cluster that is not there or may not be read
   */
  async preview(
    { cluster, gateway }: EgressPreviewRequest,
    credentials: BackstageCredentials,
    onObjects?: (objects: ManifestObject[]) => void,
  ): Promise<EgressPreview> {
    const { authorizer, egress, environments } = this.services;
    const scope = await ReadScope.create(authorizer, credentials);
    if (!egress.cluster(cluster) || !scope.mayReadCluster(cluster)) {
      throw noCluster(cluster);
    }
    const environment = await environments.of(cluster);
    const recommended = recommendEgressPattern(environment);
    const valid = validateEgressGateway(gateway, environment);
    if ('problems' in valid) {
      return { ...nothing(cluster, recommended), problems: valid.problems };
    }
    const objects = renderEgressGateway(
      valid.model,
      environment,
    ) as unknown as ManifestObject[];
    onObjects?.(objects);
    return this.#of(
      { cluster, valid, environment, objects, scope, credentials },
      recommended,
    );
  }

  async #of(
    draft: Draft,
    recommended: EgressPreview['recommended'],
  ): Promise<EgressPreview> {
    const { cluster, valid, environment, objects, scope } = draft;
    const { model } = valid;
    const followed = this.services.egress.cluster(cluster)!;
    const permissions = await this.#permissions(draft);
    const mayApply = permissions.every(({ allowed }) => allowed);
    const [rehearsal, findings, named, claims, approval] = await Promise.all([
      this.#rehearse(draft, mayApply),
      this.#findings(draft),
      this.#credentials(draft, mayApply),
      this.#claims(draft),
      this.#approval(draft),
    ]);
    return {
      ...nothing(cluster, recommended),
      gateway: model as unknown as Record<string, unknown>,
      objects: objects.map((manifest, index) => ({
        manifest,
        ...(rehearsal.changes ? { change: rehearsal.changes[index] } : {}),
      })),
      ...(rehearsal.why ? { diffWhy: rehearsal.why } : {}),
      deletes: rehearsal.deletes,
      ...findings,
      impacts: [
        ...claims,
        ...credentialImpacts(named),
        ...impactsOf(
          {
            model,
            environment,
            egress: this.services.egress.of(followed),
            sight: new EgressSight(scope),
            cluster,
          },
          valid.notes,
        ),
      ],
      permissions,
      ...(approval ? { approval } : {}),
      credentials: named,
      ...(model.pattern === 'helm'
        ? { helmValues: valuesText(model, environment) }
        : {}),
      warnings: [
        ...valid.notes
          .filter(one => one.severity === 'warning')
          .map(one => one.message),
        ...rehearsal.notes,
      ],
    };
  }

  async #permissions({
    cluster,
    valid,
    environment,
    credentials,
  }: Draft): Promise<EgressPreview['permissions']> {
    const { authorizer } = this.services;
    const mayApply = await authorizer.namespaceFilter(
      credentials,
      meshNamespaceApplyPermission,
    );
    const mayUse = await authorizer.credentialFilter(
      credentials,
      meshCredentialUsePermission,
    );
    const isAllowed = ({ name, kinds }: NamespaceUse) =>
      mayApply({ ...authorizer.namespaceResource(cluster, name), kinds });
    const uses = namespacesOfGateway(valid.model, environment);
    const secrets = egressCredentials(valid.model).filter(
      ({ use }) => use === 'ingress',
    );
    return [
      ...uses.map(use => ({
        namespace: use.name,
        kinds: use.kinds ?? [],
        allowed: isAllowed(use),
        message: isAllowed(use)
          ? `You may apply to ${use.name}.`
          : `${use.field}: you may not apply to ${use.name}; ask its owner, or an administrator for ${meshNamespaceApplyPermission.name}.`,
      })),
      ...secrets.map(({ namespace, name, field }) => {
        const allowed = mayUse({
          cluster,
          namespace,
          name,
          owners: authorizer.namespaceResource(cluster, namespace).owners,
        });
        return {
          namespace,
          kinds: ['core/Secret'],
          allowed,
          message: allowed
            ? `You may use Secret ${name} of ${namespace}.`
            : `${field}: you may not use Secret ${name} of ${namespace}; ask its owner, or an administrator for ${meshCredentialUsePermission.name}.`,
        };
      }),
    ];
  }

  /** What the API server says it would change; only for who may write there, since it tells what is there. */
  async #rehearse(
    { cluster, valid, objects, scope }: Draft,
    mayApply: boolean,
  ): Promise<{
    changes?: NonNullable<EgressPreview['objects'][number]['change']>[];
    why?: string;
    deletes: EgressPreview['deletes'];
    notes: string[];
  }> {
    const { registry, look } = this.services;
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

  async #findings({
    cluster,
    objects,
    credentials,
  }: Draft): Promise<
    Pick<EgressPreview, 'caused' | 'cured' | 'notJudged' | 'findingsWhy'>
  > {
    try {
      const { caused, cured, notJudged } = await this.services.check.check(
        { cluster, objects },
        credentials,
        { objects: () => {} },
      );
      return { caused, cured, notJudged };
    } catch (error) {
      assertError(error);
      if (
        !['NotAllowedError', 'ServiceUnavailableError'].includes(error.name)
      ) {
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
  async #credentials(
    { cluster, valid }: Draft,
    mayApply: boolean,
  ): Promise<EgressPreview['credentials']> {
    const wanted = egressCredentials(valid.model).map(
      ({ name, namespace, use }) => ({ name, namespace, use }),
    );
    return mayApply
      ? this.services.credentials.look(cluster, wanted)
      : wanted.map(one => ({
          ...one,
          state: 'notReadable' as const,
          why: 'It is looked up for people who may apply the gateway.',
        }));
  }

  async #claims({ cluster, valid, scope }: Draft): Promise<EgressImpact[]> {
    try {
      const warnings = await refuseClaimedHosts(
        this.services.registry.get(cluster),
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

  async #approval({
    cluster,
    valid,
    environment,
    credentials,
  }: Draft): Promise<EgressPreview['approval']> {
    try {
      await this.services.gate.check(
        {
          kinds: ['egress-gateway'],
          cluster,
          namespaces: namespacesOfGateway(valid.model, environment).map(
            one => one.name,
          ),
        },
        credentials,
      );
      return {
        needed: false,
        explanation: 'No policy asks for an approval there.',
      };
    } catch (error) {
      if (error instanceof NotAllowedError) {
        return {
          needed: true,
          explanation: error.message.replace(/^namespace: /, ''),
        };
      }
      throw error;
    }
  }
}

function credentialImpacts(
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

function valuesText(
  model: EgressGatewayModel,
  environment: EgressEnvironment,
): string {
  return stringify(helmValuesOf(model, environment), {
    aliasDuplicateObjects: false,
    lineWidth: 0,
  });
}

function nothing(
  cluster: string,
  recommended: EgressPreview['recommended'],
): EgressPreview {
  return {
    cluster,
    problems: [],
    recommended,
    objects: [],
    deletes: [],
    caused: [],
    cured: [],
    notJudged: [],
    impacts: [],
    permissions: [],
    credentials: [],
    warnings: [],
  };
}
