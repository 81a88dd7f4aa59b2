import { Link, Text } from '@backstage/ui';
import { useWords } from '../../words/useWords';
import { Status, StatusIcon } from '../parts/StatusIcon';
import styles from './fleet.module.css';

/** How many, which leads to them, and what is the matter with some. */
export function NumberCell(props: {
  /** Undefined while it is not known, which is not zero. */
  number?: number;
  href?: string;
  note?: { status: Status; text: string };
}) {
  const { number, href, note } = props;
  const { t, count } = useWords();
  if (number === undefined) {
    return (
      <Text as="p" variant="body-small" color="secondary">
        {t('fleet.cell.unknown')}
      </Text>
    );
  }
  return (
    <>
      {href ? (
        <Link href={href} variant="body-medium">
          {count(number)}
        </Link>
      ) : (
        <Text as="p" variant="body-medium">
          {count(number)}
        </Text>
      )}
      {note && (
        <span className={styles.note}>
          <StatusIcon status={note.status} />
          <Text as="span" variant="body-small">
            {note.text}
          </Text>
        </span>
      )}
    </>
  );
}
