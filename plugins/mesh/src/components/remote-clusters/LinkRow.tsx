import { Link, Text } from '@backstage/ui';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { RemoteLink } from '@meshport/backstage-plugin-mesh-common';
import { remoteClusterRouteRef } from '../../routes';
import { useWords } from '../../words/useWords';
import { StatusIcon } from '../parts/StatusIcon';
import { CredentialText } from './CredentialText';
import { addressMark, remoteName, syncMark } from './linkStanding';
import styles from './remote.module.css';

/** One link: who reads whom, whether it does, with what, and from where. */
export function LinkRow({ link }: { link: RemoteLink }) {
  const { t } = useWords();
  const page = useRouteRef(remoteClusterRouteRef);
  const remote = remoteName(link);
  const name = t('remote.link', { primary: link.primary, remote });
  return (
    <li className={styles.row}>
      <div className={styles.cell}>
        {page ? (
          <Link
            href={page({ primary: link.primary, remote })}
            variant="body-medium"
            weight="bold"
          >
            {name}
          </Link>
        ) : (
          <Text as="p" variant="body-medium" weight="bold">
            {name}
          </Text>
        )}
      </div>
      <div className={styles.line}>
        <StatusIcon status={syncMark(link)} />
        <Text as="p" variant="body-small">
          {t(`remote.sync.${link.sync}`)}
          {link.syncWhy && `: ${link.syncWhy}`}
        </Text>
      </div>
      <CredentialText link={link} />
      <div className={styles.line}>
        <StatusIcon status={addressMark(link)} />
        <Text as="p" variant="body-small">
          {t(`remote.address.${link.address.state}`)}
        </Text>
      </div>
    </li>
  );
}
