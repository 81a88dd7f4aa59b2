import { Text } from '@backstage/ui';
import {
  RemoteIstiodView,
  RemoteLink,
} from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { Moment } from '../parts/Moment';
import { Status, StatusIcon } from '../parts/StatusIcon';
import { Section } from '../requests/Section';
import { syncMark } from './linkStanding';
import styles from './remote.module.css';

/** What each istiod of the primary says of the remote. */
export function SyncSection({ link }: { link: RemoteLink }) {
  const { t, ago } = useWords();
  const { istiods, syncAsOf, syncWhy } = link;
  return (
    <Section title={t('remote.status.title')}>
      {istiods.length === 0 && (
        <Text as="p" variant="body-small">
          {syncWhy
            ? t('remote.status.none', { why: syncWhy })
            : t('remote.status.nobody')}
        </Text>
      )}
      <ul className={styles.list}>
        {istiods.map(istiod => (
          <Istiod
            key={`${istiod.namespace}/${istiod.pod}`}
            istiod={istiod}
            link={link}
          />
        ))}
      </ul>
      {syncAsOf && (
        <Text as="p" variant="body-small" color="secondary">
          <Moment time={Date.parse(syncAsOf)}>
            {t('remote.status.asOf', { ago: ago(Date.parse(syncAsOf)) })}
          </Moment>
        </Text>
      )}
    </Section>
  );
}

function Istiod(props: { istiod: RemoteIstiodView; link: RemoteLink }) {
  const { istiod, link } = props;
  const { t } = useWords();
  const { pod, revision, status, secret, why } = istiod;
  const mark: Status = status ? syncMark({ ...link, sync: status }) : 'unknown';
  return (
    <li className={styles.line}>
      <StatusIcon status={mark} />
      <div>
        <Text as="p" variant="body-small" weight="bold">
          {status
            ? t(`remote.sync.${status}`)
            : t('remote.status.notAsked', { why: why ?? '' })}
        </Text>
        <Text as="p" variant="body-small" color="secondary">
          <span className={styles.mono}>{pod}</span>
          {revision && ` · ${t('remote.status.revision', { revision })}`}
          {secret && ` · ${t('remote.status.from', { secret })}`}
        </Text>
      </div>
    </li>
  );
}
