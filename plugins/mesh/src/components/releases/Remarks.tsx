import { Text } from '@backstage/ui';
import { Status, StatusIcon } from '../parts/StatusIcon';
import styles from './releases.module.css';

/** Sentences, each with the mark of how bad it is. */
export function Remarks(props: {
  sentences: readonly { status: Status; text: string }[];
}) {
  return (
    <ul className={styles.list}>
      {props.sentences.map(({ status, text }) => (
        <li key={text}>
          <Text as="span" variant="body-medium">
            <StatusIcon status={status} /> {text}
          </Text>
        </li>
      ))}
    </ul>
  );
}
