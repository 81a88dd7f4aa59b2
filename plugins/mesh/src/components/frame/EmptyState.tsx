import { Link, Text } from '@backstage/ui';
import { formatNames } from '../../words/times';
import { StateBlock } from './StateBlock';

/** What a card says when there is nothing, and what to do then. */
export interface EmptyWords {
  /** When every cluster was read. */
  title: string;
  /** When only some clusters were read: of those. */
  titleIn: (clusters: string) => string;
  next: string;
  more?: { label: string; url: string };
}

/** There is nothing, and that is known. */
export function EmptyState(props: {
  words: EmptyWords;
  known: string[];
  /** Number of clusters that were asked. */
  total: number;
}) {
  const { words, known, total } = props;
  return (
    <StateBlock
      status="off"
      title={
        known.length === total ? words.title : words.titleIn(formatNames(known))
      }
    >
      <Text as="p" variant="body-small">
        {words.next}
      </Text>
      {words.more && (
        <Link href={words.more.url} target="_blank" variant="body-small">
          {words.more.label}
        </Link>
      )}
    </StateBlock>
  );
}
