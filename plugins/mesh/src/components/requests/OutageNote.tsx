import { Text } from '@backstage/ui';
import { messageOf } from '../../answers/failures';
import { useWords } from '../../words/useWords';
import { StatusIcon } from '../parts/StatusIcon';
import styles from './requests.module.css';

/** What is shown is from before: the last read failed. */
export function OutageNote({ error }: { error: Error }) {
  const { t } = useWords();
  return (
    <p className={styles.outage} role="status">
      <StatusIcon status="warning" />
      <Text as="span" variant="body-small">
        {t('requests.outage', { message: messageOf(error) })}
      </Text>
    </p>
  );
}
