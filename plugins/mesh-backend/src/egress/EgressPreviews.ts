import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  EgressPreview,
  EgressPreviewRequest,
} from '@meshport/backstage-plugin-mesh-common';
import {
  EgressEnvironment,
  EgressGatewayModel,
  helmValuesOf,
  recommendEgressPattern,
  renderEgressGateway,
  validateEgressGateway,
} from '@meshport/istio';
import { stringify } from 'yaml';
import { ReadScope } from '../entities/ReadScope';
import { noCluster } from '../findings/FindingSight';
import { ManifestObject } from '../manifests/objects';
import { EgressSight } from './EgressSight';
import { rememberedModel, withKeptPorts } from './keptPorts';
import { impactsOf } from './impacts/impacts';
import {
  claimsOf,
  credentialImpacts,
  credentialsOf,
  findingsOf,
  rehearse,
} from './preview/comparison';
import { PreviewDraft, PreviewServices } from './preview/PreviewDraft';
import { approvalOf, permissionsOf } from './preview/rights';

/** Says what a gateway would be and do, and changes nothing. */
export class EgressPreviews {
  constructor(private readonly services: PreviewServices) {}

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
    const asked = validateEgressGateway(gateway, environment);
    if ('problems' in asked) {
      return { ...nothing(cluster, recommended), problems: asked.problems };
    }
    const { namespace, name } = asked.model;
    const existing = scope.mayReadNamespace(cluster, namespace)
      ? rememberedModel(egress, { cluster, namespace, name })
      : undefined;
    const valid = withKeptPorts(asked, existing, environment);
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
    draft: PreviewDraft,
    recommended: EgressPreview['recommended'],
  ): Promise<EgressPreview> {
    const { cluster, valid, environment, objects, scope } = draft;
    const { model } = valid;
    const followed = this.services.egress.cluster(cluster)!;
    const permissions = await permissionsOf(this.services, draft);
    const mayApply = permissions.every(({ allowed }) => allowed);
    const [rehearsal, findings, named, claims, approval] = await Promise.all([
      rehearse(this.services, draft, mayApply),
      findingsOf(this.services, draft),
      credentialsOf(this.services, draft, mayApply),
      claimsOf(this.services, draft),
      approvalOf(this.services, draft),
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
