import {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  PermissionCriteria,
  PolicyDecision,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  createConditionAuthorizer,
  createConditionTransformer,
  PermissionRuleset,
} from '@backstage/plugin-permission-node';
import { RequestCondition } from '../store';
import {
  MeshRequestResource,
  meshRequestPermissionResourceRef,
} from './requestRules';

/** What a caller may do, for one permission. */
export interface RequestRight {
  allows(resource: MeshRequestResource): boolean;
  /** Narrows a list to what it allows. */
  condition: RequestCondition;
  /** How the permission framework decided, for the record. */
  decision: string;
}

/** What a caller may do with requests, by verb. */
export interface RequestRights {
  read: RequestRight;
  create: RequestRight;
  approve: RequestRight;
  retire: RequestRight;
}

/** Asks for permissions on requests with the caller's own credentials. */
export interface RequestAuthorizer {
  /** One call to the permission service, whatever the number of permissions. */
  rights(
    credentials: BackstageCredentials,
    permissions: ResourcePermission<'mesh-request'>[],
  ): Promise<RequestRight[]>;
}

/** Asks Backstage's permission service. */
export class PermissionRequestAuthorizer implements RequestAuthorizer {
  readonly #permissions: PermissionsService;
  readonly #registry: Pick<PermissionsRegistryService, 'getPermissionRuleset'>;

  constructor(options: {
    permissions: PermissionsService;
    permissionsRegistry: Pick<
      PermissionsRegistryService,
      'getPermissionRuleset'
    >;
  }) {
    this.#permissions = options.permissions;
    this.#registry = options.permissionsRegistry;
  }

  async rights(
    credentials: BackstageCredentials,
    permissions: ResourcePermission<'mesh-request'>[],
  ): Promise<RequestRight[]> {
    const decisions = await this.#permissions.authorizeConditional(
      permissions.map(permission => ({ permission })),
      { credentials },
    );
    const ruleset = this.#registry.getPermissionRuleset(
      meshRequestPermissionResourceRef,
    );
    const isAllowed = createConditionAuthorizer(ruleset);
    return decisions.map(decision => ({
      allows: resource => isAllowed(decision, resource),
      condition: conditionOf(decision, ruleset),
      decision: decision.result,
    }));
  }
}

function conditionOf(
  decision: PolicyDecision,
  ruleset: PermissionRuleset<MeshRequestResource, RequestCondition>,
): RequestCondition {
  switch (decision.result) {
    case AuthorizeResult.ALLOW:
      return { all: [] };
    case AuthorizeResult.CONDITIONAL:
      return fromCriteria(
        createConditionTransformer(ruleset)(decision.conditions),
      );
    default:
      return { any: [] };
  }
}

function fromCriteria(
  criteria: PermissionCriteria<RequestCondition>,
): RequestCondition {
  if ('allOf' in criteria) {
    return { all: criteria.allOf.map(fromCriteria) };
  }
  if ('anyOf' in criteria) {
    return { any: criteria.anyOf.map(fromCriteria) };
  }
  if ('not' in criteria && !('field' in criteria)) {
    return {
      not: fromCriteria(criteria.not as PermissionCriteria<RequestCondition>),
    };
  }
  return criteria as RequestCondition;
}
