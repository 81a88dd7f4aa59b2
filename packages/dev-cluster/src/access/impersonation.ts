import type { IncomingMessage } from 'http';
import { badRequest } from '../api/status';
import type { User } from '../registry/options';
import { requireAccess } from './authorizer';
import type { Rbac } from './rbac';
import { accountGroups, accountOf } from './tokens';

/**
 * The user that a request is made as: the one of `Impersonate-User` and
 * `Impersonate-Group`, where the caller has the right to be that.
 *
 * @throws StatusError 403 without the right; 400 for a group without a user.
 */
export function impersonated(
  rbac: Rbac,
  caller: User,
  request: IncomingMessage,
): User {
  const name = request.headers['impersonate-user'];
  const groups = request.headersDistinct['impersonate-group'] ?? [];
  if (typeof name !== 'string') {
    if (!groups.length) return caller;
    throw badRequest(
      `requested ${JSON.stringify(
        groups,
      )} impersonation without impersonating a user`,
    );
  }
  const account = accountOf(name);
  requireAccess(rbac, caller, {
    verb: 'impersonate',
    resource: account ? 'serviceaccounts' : 'users',
    ...(account ?? { name }),
  });
  for (const group of groups) {
    requireAccess(rbac, caller, {
      verb: 'impersonate',
      resource: 'groups',
      name: group,
    });
  }
  const own = groups.length ? groups : accountGroups(name);
  return { name, groups: [...new Set([...own, 'system:authenticated'])] };
}
