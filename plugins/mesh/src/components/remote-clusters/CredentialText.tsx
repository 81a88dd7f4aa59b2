import { Text } from '@backstage/ui';
import { RemoteLink } from '@meshport/backstage-plugin-mesh-common';
import { useWords } from '../../words/useWords';
import { Moment } from '../parts/Moment';
import { StatusIcon } from '../parts/StatusIcon';
import { credentialStanding } from './linkStanding';
import styles from './remote.module.css';

/** How the credential of a link stands, in words. */
export function CredentialText({ link }: { link: RemoteLink }) {
  const { t, now, day } = useWords();
  const standing = credentialStanding(link, now);
  return (
    <div className={styles.line}>
      <StatusIcon status={standing.mark} />
      <Text as="p" variant="body-small">
        {'time' in standing ? (
          <Moment time={standing.time}>
            {t(`remote.credential.${standing.kind}`, {
              day: day(standing.time),
            })}
          </Moment>
        ) : (
          t(`remote.credential.${standing.kind}`)
        )}
      </Text>
    </div>
  );
}
