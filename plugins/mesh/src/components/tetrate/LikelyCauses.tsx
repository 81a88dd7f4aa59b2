import { Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { tetrateRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import styles from './tetrate.module.css';

/**
 * Why nothing arrives of a machine: the plane keeps no record of those that it
 * turned away, so what is likely is said, with where to find out.
 */
export function LikelyCauses() {
  const { t } = useWords();
  const page = useRouteRef(tetrateRouteRef);
  return (
    <div data-mesh-tetrate-causes>
      <Text as="p" variant="body-small" weight="bold">
        {t('tetrate.machines.silent')}
      </Text>
      <ul className={styles.rows}>
        <li>
          <Text as="p" variant="body-small">
            {t('tetrate.machines.silentPolicy')}
          </Text>
          {page && (
            <Link href={page()} variant="body-small">
              {t('tetrate.machines.silentPolicyMend')} →
            </Link>
          )}
        </li>
        {(['silentReach', 'silentGroup'] as const).map(cause => (
          <li key={cause}>
            <Text as="p" variant="body-small">
              {t(`tetrate.machines.${cause}`)}
            </Text>
          </li>
        ))}
      </ul>
    </div>
  );
}
