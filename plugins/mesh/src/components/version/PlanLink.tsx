import { Link } from '@backstage/ui';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { MeshVersion } from '@meshport/backstage-plugin-mesh-common';
import { upgradesRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';

/** Leads to the way to a supported version, where there is reason to go. */
export function PlanLink({ version }: { version: MeshVersion }) {
  const { t } = useWords();
  const upgrades = useRouteRef(upgradesRouteRef);
  const { cluster, controlPlanes } = version;
  const isDue = controlPlanes.some(
    ({ support, kubernetes }) =>
      support.newerPatch !== undefined ||
      support.status === 'endOfLife' ||
      kubernetes?.fit === 'tooOld' ||
      kubernetes?.fit === 'tooNew',
  );
  return upgrades && isDue ? (
    <Link
      href={`${upgrades()}?${new URLSearchParams({ cluster })}`}
      variant="body-small"
      aria-label={t('version.planIn', { cluster })}
    >
      {t('version.plan')} →
    </Link>
  ) : null;
}
