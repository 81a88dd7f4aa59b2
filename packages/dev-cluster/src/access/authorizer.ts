import { forbidden, StatusError } from '../api/status';
import type { User } from '../registry/options';
import { refusal, type AccessAttributes, type Rbac } from './rbac';

/**
 * Lets a request go on, or refuses it in the words of the real server.
 *
 * @throws StatusError 403
 */
export function requireAccess(
  rbac: Rbac,
  user: User,
  asked: AccessAttributes,
): void {
  if (rbac.allows(user, asked)) return;
  const why = refusal(user, asked);
  if (asked.path !== undefined) {
    throw new StatusError(403, 'Forbidden', `forbidden: ${why}`, {});
  }
  throw forbidden(
    { group: asked.group ?? '', plural: asked.resource ?? '' },
    asked.name,
    why,
  );
}
