import { useWords } from '../../words/useWords';
import { RequestDialog } from '../requests/RequestDialog';

/** Asks for a new credential of a link; the owners of both clusters approve it where that is wanted. */
export function RotateDialog(props: { primary: string; remote: string }) {
  const { primary, remote } = props;
  const { t } = useWords();
  return (
    <RequestDialog
      kind="remote-cluster-rotate"
      parameters={{ primary, remote }}
      words={{
        open: t('remote.next.rotate'),
        title: t('remote.rotate.title', { primary, remote }),
        warning: t('remote.rotate.warning'),
        reason: t('remote.rotate.reason'),
        ask: t('remote.rotate.ask'),
        asked: t('remote.rotate.asked'),
        follow: t('remote.rotate.follow'),
        refused: t('remote.rotate.refused'),
      }}
    />
  );
}
