import { Dialog, DialogBody, DialogHeader } from '@backstage/ui';
import { useWords } from '../../words/useWords';
import { FindingDetail } from './FindingDetail';
import styles from './findings.module.css';

/** A finding beside the page, over its edge; closed without an id. */
export function FindingDrawer(props: {
  id?: string;
  onClose: () => void;
  /** Entity reference of whom a request for the mend is for. */
  beneficiary?: string;
}) {
  const { id, onClose, beneficiary } = props;
  const { t } = useWords();
  return (
    <Dialog
      className={styles.drawer}
      isOpen={id !== undefined}
      onOpenChange={isOpen => {
        if (!isOpen) {
          onClose();
        }
      }}
    >
      <DialogHeader>{t('findings.detail.title')}</DialogHeader>
      <DialogBody>
        <div className={styles.drawerBody} data-mesh-finding-drawer>
          {id !== undefined && (
            <FindingDetail key={id} id={id} beneficiary={beneficiary} />
          )}
        </div>
      </DialogBody>
    </Dialog>
  );
}
