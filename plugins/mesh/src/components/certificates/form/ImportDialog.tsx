import { useState } from 'react';
import {
  Alert,
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  DialogTrigger,
  Text,
  TextAreaField,
} from '@backstage/ui';
import { useApi } from '@backstage/frontend-plugin-api';
import { CaImport } from '@meshport/backstage-plugin-mesh-common';
import { messageOf } from '../../../answers/failures';
import { meshCertificatesApiRef } from '../../../api';
import { useWords } from '../../../words/useWords';
import { StatusIcon } from '../../parts/StatusIcon';
import layout from '../../remote-clusters/remote.module.css';
import { CaIssuanceValue } from './caForm';

/** Fills the form from a file of `getmesh gen-ca`, and says what of it does not hold. */
export function ImportDialog(props: {
  cluster: string;
  onValues: (values: CaIssuanceValue) => void;
}) {
  const { cluster, onValues } = props;
  const { t } = useWords();
  const api = useApi(meshCertificatesApiRef);
  const [isOpen, setOpen] = useState(false);
  const [file, setFile] = useState('');
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<Error>();
  const [imported, setImported] = useState<CaImport>();

  async function send() {
    setPending(true);
    setError(undefined);
    try {
      const answer = await api.import({ cluster, file });
      const { renewals: _, ...values } = answer.values;
      setImported(answer);
      onValues(values);
      setOpen(false);
      setFile('');
    } catch (cause) {
      setError(cause as Error);
    }
    setPending(false);
  }

  return (
    <div className={layout.column}>
      <div>
        <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
          <Button size="small" variant="secondary">
            {t('certificates.form.import.open')}
          </Button>
          <Dialog>
            <DialogHeader>{t('certificates.form.import.title')}</DialogHeader>
            <DialogBody>
              <div className={layout.column}>
                <Text as="p" variant="body-small">
                  {t('certificates.form.import.about')}
                </Text>
                {error && (
                  <Alert
                    status="danger"
                    icon
                    title={t('certificates.form.import.error', {
                      message: messageOf(error),
                    })}
                  />
                )}
                <TextAreaField
                  label={t('certificates.form.import.label')}
                  value={file}
                  onChange={setFile}
                  rows={12}
                  maxLength={65_536}
                />
              </div>
            </DialogBody>
            <DialogFooter>
              <Button
                variant="primary"
                isDisabled={file.trim() === ''}
                isPending={isPending}
                onPress={send}
              >
                {t('certificates.form.import.action')}
              </Button>
              <Button variant="secondary" slot="close">
                {t('certificates.form.import.close')}
              </Button>
            </DialogFooter>
          </Dialog>
        </DialogTrigger>
      </div>
      {imported && <Notes imported={imported} />}
    </div>
  );
}

function Notes({ imported: { notes } }: { imported: CaImport }) {
  const { t } = useWords();
  return notes.length > 0 ? (
    <div className={layout.column}>
      <Text as="p" variant="body-small" weight="bold">
        {t('certificates.form.import.notes')}
      </Text>
      <ul className={layout.list}>
        {notes.map(({ code, field, severity, text, mend }) => (
          <li key={`${code} ${field}`} className={layout.line}>
            <StatusIcon status={severity === 'warning' ? 'warning' : 'off'} />
            <div>
              <Text as="p" variant="body-small">
                {field}: {text}
              </Text>
              <Text as="p" variant="body-small" color="secondary">
                {mend}
              </Text>
            </div>
          </li>
        ))}
      </ul>
    </div>
  ) : null;
}
