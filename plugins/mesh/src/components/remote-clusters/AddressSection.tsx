import { Text } from '@backstage/ui';
import { RemoteAddressDrift } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { StatusIcon } from '../parts/StatusIcon';
import { Section } from '../requests/Section';
import styles from './remote.module.css';

/** Where istiod is offered, against what others were told. */
export function AddressSection({ address }: { address: RemoteAddressDrift }) {
  const { t } = useWords();
  const { offered, told, why } = address;
  return (
    <Section title={t('remote.drift.title')}>
      <Text as="p" variant="body-small">
        {offered?.length
          ? t('remote.drift.offered', { addresses: offered.join(', ') })
          : why ?? t('remote.drift.notOffered')}
      </Text>
      {told.length === 0 && (
        <Text as="p" variant="body-small">
          {t('remote.drift.nobody')}
        </Text>
      )}
      <ul className={styles.list}>
        {told.map(one => (
          <li key={`${one.address} ${one.by}`} className={styles.line}>
            <StatusIcon status={one.matches ? 'ok' : 'warning'} />
            <div>
              <Text as="p" variant="body-small">
                {t('remote.drift.told', {
                  address: one.address,
                  by: one.by,
                })}
              </Text>
              <Text as="p" variant="body-small" color="secondary">
                {t(
                  one.matches ? 'remote.drift.matches' : 'remote.drift.differs',
                )}
              </Text>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
