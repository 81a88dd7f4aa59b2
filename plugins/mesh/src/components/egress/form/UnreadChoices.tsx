import { Alert, Text } from '@backstage/ui';
import { messageOf } from '../../../answers/failures';
import { useWords } from '../../../words/useWords';
import { TryAgain } from '../../frame/ErrorState';
import { Read } from '../../requests/useRead';

/** What a form offers is being read, or could not be. */
export function UnreadChoices(props: {
  read: Pick<Read<unknown>, 'error' | 'reload' | 'reloading'>;
  what: string;
}) {
  const { read, what } = props;
  const { t } = useWords();
  return read.error ? (
    <Alert
      status="danger"
      icon
      title={t('egressForm.choices.error', { message: messageOf(read.error) })}
      customActions={
        <TryAgain onPress={read.reload} isPending={read.reloading} />
      }
    />
  ) : (
    <Text as="p" variant="body-small" role="status">
      {what}
    </Text>
  );
}
