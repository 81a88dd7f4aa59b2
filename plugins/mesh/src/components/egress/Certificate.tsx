import { Text } from '@backstage/ui';
import { EgressCredential } from '@meshport/backstage-plugin-mesh-common';
import { useWords, Words } from '../../words/useWords';
import { StatusIcon } from '../parts/StatusIcon';
import parts from '../parts/parts.module.css';
import { credentialStatus, daysLeft } from './standing';
import styles from './egress.module.css';

/** A certificate by the name of its Secret, and when it ends where that is known. */
export function Certificate(props: {
  credential: EgressCredential;
  /** What it is for, and why something is not known, too. */
  isWhole?: boolean;
}) {
  const { credential, isWhole } = props;
  const { t, now, day } = useWords();
  return (
    <div className={styles.line}>
      {isWhole && <StatusIcon status={credentialStatus(credential, now)} />}
      <div>
        <Text as="p" variant="body-small">
          <span className={parts.mono}>{credential.name}</span>{' '}
          {credentialText(credential, { t, now, day })}
        </Text>
        {isWhole && (
          <Text as="p" variant="body-small" color="secondary">
            {t(`egress.certificate.use.${credential.use}`)}
            {` · ${credential.namespace}`}
            {credential.why && ` · ${credential.why}`}
          </Text>
        )}
      </div>
    </div>
  );
}

function credentialText(
  credential: EgressCredential,
  { t, now, day }: Pick<Words, 't' | 'now' | 'day'>,
): string {
  const days = daysLeft(credential, now);
  if (credential.state !== 'present' || days === undefined) {
    return t(`egress.certificate.${credential.state}`);
  }
  const end = { day: day(Date.parse(credential.expires!)) };
  if (days < 0) {
    return t('egress.certificate.ended', end);
  }
  return days < 2
    ? t('egress.certificate.endsTomorrow', end)
    : t('egress.certificate.ends', { ...end, days: String(days) });
}
