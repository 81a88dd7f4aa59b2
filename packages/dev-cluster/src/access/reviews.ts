import { invalid } from '../api/status';
import type { ResourceType } from '../kinds/resourceTypes';
import type { User } from '../registry/options';
import type { AccessAttributes, Rbac } from './rbac';
import type { Tokens } from './tokens';

function attributes(spec: any): AccessAttributes {
  if (spec.nonResourceAttributes) {
    const { verb = '', path = '' } = spec.nonResourceAttributes;
    return { verb, path };
  }
  const asked = spec.resourceAttributes ?? {};
  return {
    verb: asked.verb ?? '',
    group: asked.group ?? '',
    resource: asked.resource ?? '',
    subresource: asked.subresource || undefined,
    namespace: asked.namespace || undefined,
    name: asked.name || undefined,
  };
}

function access(body: any, user: User, rbac: Rbac) {
  const allowed = rbac.allows(user, attributes(body.spec ?? {}));
  return {
    ...body,
    metadata: body.metadata ?? {},
    status: allowed
      ? { allowed, reason: 'RBAC: allowed by the stored roles and bindings' }
      : { allowed },
  };
}

function rules(body: any, user: User, rbac: Rbac) {
  const all = rbac.rules(user, body.spec?.namespace);
  return {
    ...body,
    metadata: body.metadata ?? {},
    status: {
      resourceRules: all.filter(rule => rule.resources),
      nonResourceRules: all.filter(rule => rule.nonResourceURLs),
      incomplete: false,
    },
  };
}

function userInfo({ name, groups, uid, extra }: User) {
  return {
    username: name,
    ...(uid ? { uid } : {}),
    groups,
    ...(extra ? { extra } : {}),
  };
}

async function tokenReview(body: any, tokens: Tokens) {
  const audiences: string[] = body.spec?.audiences?.length
    ? body.spec.audiences
    : tokens.audiences;
  const user = await tokens.user(body.spec?.token ?? '', audiences);
  return {
    ...body,
    metadata: body.metadata ?? {},
    status: user
      ? { authenticated: true, user: userInfo(user), audiences }
      : {
          user: {},
          error: '[invalid bearer token, token lookup failed]',
        },
  };
}

function checkAttributes(type: ResourceType, body: any) {
  const { resourceAttributes, nonResourceAttributes } = body.spec ?? {};
  if (!resourceAttributes === !nonResourceAttributes) {
    throw invalid({ group: type.group, kind: type.kind }, '', [
      {
        field: 'spec.resourceAttributes',
        reason: 'FieldValueInvalid',
        message:
          'Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
      },
    ]);
  }
}

/**
 * Answers the review kinds, which are questions and are never stored.
 *
 * @throws StatusError 422 for an access review of nothing.
 */
export async function review(
  type: ResourceType,
  sent: any,
  user: User,
  judges: { rbac: Rbac; tokens: Tokens },
): Promise<unknown> {
  const { rbac, tokens } = judges;
  const { kind } = type;
  const body = { ...sent, kind, apiVersion: type.groupVersion };
  switch (kind) {
    case 'SelfSubjectAccessReview':
      checkAttributes(type, body);
      return access(body, user, rbac);
    case 'SubjectAccessReview':
    case 'LocalSubjectAccessReview': {
      checkAttributes(type, body);
      const { user: name = '', groups = [] } = body.spec ?? {};
      return access(body, { name, groups }, rbac);
    }
    case 'SelfSubjectRulesReview':
      return rules(body, user, rbac);
    case 'TokenReview':
      return tokenReview(body, tokens);
    case 'SelfSubjectReview':
      return {
        ...body,
        metadata: body.metadata ?? {},
        status: { userInfo: userInfo(user) },
      };
    default:
      throw new Error(`${kind} is not a review`);
  }
}
