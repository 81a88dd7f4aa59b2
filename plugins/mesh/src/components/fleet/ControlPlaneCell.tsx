import { Text } from '@backstage/ui';
import {
  FleetCluster,
  FleetRevision,
  FleetUpgrade,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { CopyIcon } from '../parts/CopyButton';
import { Status, StatusIcon } from '../parts/StatusIcon';
import styles from './fleet.module.css';

const MARKS: Record<FleetUpgrade['state'], Status> = {
  endOfLife: 'bad',
  ending: 'warning',
  patch: 'warning',
  current: 'ok',
  none: 'off',
  unknown: 'unknown',
};

/** The versions that run, their revisions and tags, and where they stand. */
export function ControlPlaneCell({ row }: { row: FleetCluster }) {
  const { revisions, upgrade } = row;
  return (
    <>
      {revisions?.map(revision => (
        <Revision key={revision.revision} revision={revision} />
      ))}
      <span className={styles.line}>
        <StatusIcon
          status={upgrade.securityPatch ? 'bad' : MARKS[upgrade.state]}
        />
        <Text as="span" variant="body-small">
          <UpgradeText upgrade={upgrade} />
        </Text>
      </span>
    </>
  );
}

function Revision({ revision: one }: { revision: FleetRevision }) {
  const { revision, isDefault, tags, version } = one;
  const { t } = useWords();
  const names = [
    ...(isDefault && revision !== 'default' ? [t('fleet.cell.standard')] : []),
    ...(tags.length > 0
      ? [t('fleet.cell.tags', { tags: tags.join(', ') })]
      : []),
  ];
  return (
    <Text as="p" variant="body-small">
      <strong>{version ?? t('fleet.cell.noIstiod')}</strong>
      {version && <CopyIcon text={version} />}{' '}
      <Text as="span" variant="body-small" color="secondary">
        {[revision, ...names].join(' · ')}
      </Text>
    </Text>
  );
}

function UpgradeText({ upgrade }: { upgrade: FleetUpgrade }) {
  const { state, endOfLife, newerPatch = '', securityPatch, version } = upgrade;
  const { t, day } = useWords();
  const ends = endOfLife ? day(Date.parse(endOfLife)) : '';
  switch (state) {
    case 'endOfLife':
      return (
        <>
          {ends
            ? t('fleet.upgrade.endOfLife', { day: ends })
            : t('fleet.upgrade.endOfLifeUnknown')}
        </>
      );
    case 'ending':
      return <>{t('fleet.upgrade.ending', { day: ends })}</>;
    case 'patch':
      return (
        <>
          {t(
            securityPatch
              ? 'fleet.upgrade.securityPatch'
              : 'fleet.upgrade.patch',
            { patch: newerPatch },
          )}
        </>
      );
    case 'unknown':
      return (
        <>{t(version ? 'fleet.upgrade.unlisted' : 'fleet.upgrade.unknown')}</>
      );
    default:
      return <>{t(`fleet.upgrade.${state}`)}</>;
  }
}
