import { Text } from '@backstage/ui';
import { MeshVersion } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { CopyButton } from '../parts/CopyButton';
import { Popup } from '../parts/Popup';
import { StatusIcon } from '../parts/StatusIcon';
import parts from '../parts/parts.module.css';
import { findOutdated, restartCommands, sum } from './verdict';
import styles from './version.module.css';

/** Proxies older than their control plane, and how to bring them up to date. */
export function RestartHint(props: {
  versions: MeshVersion[];
  where: 'pods' | 'machines';
}) {
  const { versions, where } = props;
  const { t } = useWords();
  const outdated = findOutdated(versions, where);
  const count = sum(outdated.map(cluster => cluster.count));
  if (count === 0) {
    return null;
  }
  const how =
    where === 'pods'
      ? t('version.restart.how')
      : t('version.restart.howMachines');
  return (
    <Text as="p" variant="body-medium">
      <StatusIcon status="warning" /> {t(`version.restart.${where}`, { count })}{' '}
      <Popup look="link" trigger={how} label={how}>
        <div className={styles.steps}>
          <Text as="p" variant="body-small">
            {where === 'pods'
              ? t('version.restart.explain')
              : t('version.restart.explainMachines')}
          </Text>
          {outdated.map(({ cluster, count: here, examples }) => (
            <div className={styles.steps} key={cluster}>
              <Text as="p" variant="body-small">
                {t('version.restart.inCluster', { cluster })}
              </Text>
              <Lines
                lines={where === 'pods' ? restartCommands(examples) : examples}
              />
              {where === 'pods' && examples.length < here && (
                <Text as="p" variant="body-small">
                  {t('version.restart.more')}
                </Text>
              )}
            </div>
          ))}
        </div>
      </Popup>
    </Text>
  );
}

function Lines({ lines }: { lines: string[] }) {
  const text = lines.join('\n');
  return (
    <>
      <pre className={parts.code}>{text}</pre>
      <div>
        <CopyButton text={text} />
      </div>
    </>
  );
}
